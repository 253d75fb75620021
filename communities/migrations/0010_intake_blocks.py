"""Checked rows wait sealed block by block, no longer row by row."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import communities.lib.sealed_field


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0009_check_waiting_workbooks_again"),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakeBlock",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sheet", models.CharField(max_length=40)),
                ("first", models.PositiveIntegerField(verbose_name="首行行号")),
                ("rows", models.PositiveIntegerField(verbose_name="行数")),
                ("sealed", communities.lib.sealed_field.SealedField(kind="text", label="intake_block.sealed")),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to="communities.intake"
                    ),
                ),
            ],
            options={
                "ordering": ["intake", "sheet", "first"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("intake", "sheet", "first"),
                        name="intake_block_once",
                        violation_error_message="同一份工作簿的同一行不能暂存两次。",
                    ),
                ],
            },
        ),
        migrations.DeleteModel(
            name="IntakeRow",
        ),
    ]
