"""Every dated row has its entry time; of the rows that stand, a place has one on any day."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0004_fill_place_version_entry_time"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="placeversion",
            name="place_version_one_at_a_time",
        ),
        migrations.AlterField(
            model_name="placeversion",
            name="recorded_at",
            field=models.DateTimeField(verbose_name="录入时间"),
        ),
        migrations.AddConstraint(
            model_name="placeversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("superseded_at", None)),
                expressions=[
                    ("place", "="),
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_to"),
                            django.contrib.postgres.fields.ranges.RangeBoundary(),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="place_version_one_at_a_time",
                violation_error_message="同一地点在同一天只能有一个名称和代码。",
            ),
        ),
    ]
