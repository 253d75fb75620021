from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "装配"

    def ready(self) -> None:
        from config import celery, checks  # noqa: F401  the web process wakes workers too; the checks register themselves
