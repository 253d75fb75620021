"""Workbooks that wait for confirmation are checked once more, since what was staged of them is kept otherwise now."""

from django.db import migrations
from django.utils import timezone


def check_again(apps, schema_editor):
    Intake = apps.get_model("communities", "Intake")
    Job = apps.get_model("communities", "Job")
    for intake in Intake.objects.filter(state__in=("ready", "storing"), job__isnull=False).select_related("job"):
        kind = intake.job.kind.replace(".store_", ".check_")
        intake.job = Job.objects.create(
            kind=kind,
            key=f"intake:{intake.pk}:check:again",
            args={"intake": str(intake.pk)},
            due=timezone.now(),
            place_id=intake.place_id,
        )
        intake.state, intake.confirmed_at, intake.confirmed_by = "uploaded", None, None
        intake.save(update_fields=["job", "state", "confirmed_at", "confirmed_by"])


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0008_notice_entered_late"),
    ]

    operations = [migrations.RunPython(check_again, migrations.RunPython.noop)]
