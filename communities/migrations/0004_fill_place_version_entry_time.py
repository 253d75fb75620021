"""Rows from before the entry time was kept count as entered on the day they hold from, as the ledgers read them."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import migrations

SHANGHAI = ZoneInfo("Asia/Shanghai")


def fill(apps, schema_editor):
    versions = apps.get_model("communities", "PlaceVersion").objects
    for version in versions.filter(recorded_at=None).iterator():
        version.recorded_at = datetime.combine(version.valid_from, time.min, SHANGHAI)
        version.save(update_fields=["recorded_at"])


class Migration(migrations.Migration):
    dependencies = [("communities", "0003_place_version_entry_time")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
