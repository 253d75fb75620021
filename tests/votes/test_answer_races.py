"""Many at once: every written reply takes the next number, and a question takes one."""

from communities.lib import clock
from communities.models import RecordEntry
from tests.votes.makers import hall
from tests.votes.test_answers import answered
from tests.votes.test_meeting_races import at_once
from votes import services
from votes.models import PolicyQuestion


def test_many_replies_at_once_take_numbers_without_a_gap_and_one_question_takes_one(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        here = hall()
        rows = [answered(here, question=f"问题{number}", written=True) for number in range(4)]
        at_once(*[lambda row=row: services.write_reply(row, by=here.clerk) for row in rows * 3])
        numbers = sorted(PolicyQuestion.objects.values_list("letter_number", flat=True))
        assert numbers == [f"大窑答复〔{clock.today().year}〕{number}号" for number in range(1, 5)]
        assert RecordEntry.objects.filter(action="出具书面答复").count() == 4
