from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "装配"

    def ready(self) -> None:
        from config import checks  # noqa: F401  registers them
