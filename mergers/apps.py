from django.apps import AppConfig


class MergersConfig(AppConfig):
    name = "mergers"
    verbose_name = "撤并事项"
