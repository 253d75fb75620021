"""A place's dated row tells when it was entered, and when it was corrected."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communities", "0003_households_and_persons")]

    operations = [
        migrations.AddField(
            model_name="placeversion",
            name="recorded_at",
            field=models.DateTimeField(null=True, verbose_name="录入时间"),
        ),
        migrations.AddField(
            model_name="placeversion",
            name="superseded_at",
            field=models.DateTimeField(null=True, verbose_name="更正时间"),
        ),
        migrations.AlterModelOptions(name="placeversion", options={"ordering": ["place", "valid_from", "recorded_at"]}),
    ]
