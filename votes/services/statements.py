from django.db import transaction

from communities.models import Place
from communities.services.recording import record
from votes.models import MeetingStatement


@transaction.atomic
def state_meeting(place: Place, *, by, **figures) -> MeetingStatement:
    """Keep what the minutes of a meeting state; a corrected statement is a new row, the earlier one stays."""
    statement = MeetingStatement(place=place, stated_by=by, **figures)
    statement.full_clean()
    statement.save()
    changes = {"应到、实到、赞成": [None, [statement.entitled, statement.present, statement.in_favour]]}
    record("登记会议情况", statement, by=by, place=place, changes=changes)
    return statement
