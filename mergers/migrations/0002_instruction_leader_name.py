"""An instruction keeps the leader's name as it was when it was written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mergers", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="instruction",
            name="leader_name",
            field=models.CharField(default="", max_length=40, verbose_name="批示领导"),
            preserve_default=False,
        ),
    ]
