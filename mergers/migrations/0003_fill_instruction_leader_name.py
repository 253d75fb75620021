"""Instructions written before take the leader's present name."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    accounts = apps.get_model("communities", "Account").objects.filter(pk=OuterRef("leader_id"))
    instructions = apps.get_model("mergers", "Instruction").objects
    instructions.filter(leader_name="").update(leader_name=Subquery(accounts.values("name")[:1]))


class Migration(migrations.Migration):
    dependencies = [("mergers", "0002_instruction_leader_name")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
