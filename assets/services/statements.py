"""What an inventory report states, kept as it was stated."""

from django.db import transaction

from assets.models import InventoryStatement
from communities.models import Organisation
from communities.services.recording import record


@transaction.atomic
def state_inventory(organisation: Organisation, *, by, **figures) -> InventoryStatement:
    """Keep what an inventory report states; a corrected statement is a new row, the earlier one stays."""
    statement = InventoryStatement(organisation=organisation, stated_by=by, **figures)
    statement.full_clean()
    statement.save()
    changes = {"资产总计": [None, statement.total_assets], "负债合计": [None, statement.total_liabilities]}
    record("登记清查结果", statement, by=by, place=organisation.place, changes=changes)
    return statement
