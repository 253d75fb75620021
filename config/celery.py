"""The Celery application. Tasks are thin; PostgreSQL holds the jobs."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

from config.schedule import SCHEDULE  # noqa: E402  settings must be named before tasks are

app.conf.beat_schedule = SCHEDULE
