from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communities", "0012_restricted_documents")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="list_url",
            field=models.CharField(blank=True, max_length=120, verbose_name="随附清单"),
        ),
    ]
