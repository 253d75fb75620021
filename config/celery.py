"""The Celery application. Tasks are thin; PostgreSQL holds the jobs."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # for threads too: Celery keeps the current application per thread


@worker_init.connect
@beat_init.connect
def refuse_unsafe_start(**kwargs) -> None:
    """Celery swallows what a signal raises; SystemExit alone ends the process."""
    from config import checks

    try:
        checks.refuse_unsafe_start()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from None
