"""What an assessment report concludes, kept row by row."""

from django.db import transaction

from communities.models import Place
from communities.services.recording import record
from risk.models import AssessmentStatement


@transaction.atomic
def state_assessment(place: Place, *, by, **conclusion) -> AssessmentStatement:
    """Keep what an assessment report concludes; a new assessment is a new row, the earlier one stays."""
    statement = AssessmentStatement(place=place, stated_by=by, **conclusion)
    statement.full_clean()
    statement.save()
    changes = {
        "风险等级": [None, statement.get_level_display()],
        "评估结论": [None, statement.get_conclusion_display()],
    }
    record("登记稳评结论", statement, by=by, place=place, changes=changes)
    return statement
