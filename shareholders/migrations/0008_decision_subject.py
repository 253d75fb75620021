from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shareholders", "0007_posted_shares_and_certificate_batches"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="subject",
            field=models.CharField(
                choices=[
                    ("members", "成员确认、份额量化等"),
                    ("income", "收益分配方案"),
                    ("officers", "理事会、监事会成员"),
                ],
                default="members",
                max_length=10,
                verbose_name="事项",
            ),
        ),
    ]
