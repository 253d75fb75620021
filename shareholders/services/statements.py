from django.db import transaction

from communities.models import Organisation
from communities.services.recording import record
from shareholders.models import RollStatement


@transaction.atomic
def state_roll(organisation: Organisation, *, by, **figures) -> RollStatement:
    """Keep what a cooperative's roll and share register state in sum; a correction is a new row."""
    statement = RollStatement(organisation=organisation, stated_by=by, **figures)
    statement.full_clean()
    statement.save()
    changes = {"成员": [None, statement.members], "总股数": [None, statement.shares_total]}
    record("登记成员与股权", statement, by=by, place=organisation.place, changes=changes)
    return statement
