"""A notice that hung before it was entered says so, on its public page too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0007_resident_changes_and_row_objections"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="entered_late",
            field=models.BooleanField(default=False, verbose_name="补录"),
        ),
        migrations.AddField(
            model_name="publishednotice",
            name="entered_late",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("entered_late", False), ("posting_on__isnull", False), _connector="OR"),
                name="notice_late_has_its_day",
                violation_error_message="补录的公示必须写明实际张贴日。",
            ),
        ),
    ]
