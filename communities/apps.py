from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


def secure_tables(**kwargs) -> None:
    from communities.lib import dbroles

    dbroles.keep_triggers_firing()
    dbroles.grant(settings.WEB_ROLE)


class CommunitiesConfig(AppConfig):
    name = "communities"
    verbose_name = "村务办公室"

    def ready(self) -> None:
        post_migrate.connect(secure_tables, sender=self)
