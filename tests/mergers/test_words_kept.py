"""What is written is kept whole, or refused with its limit; what only quotes it says so by an ellipsis."""

import pytest
from django.urls import reverse

from communities.models import Message
from communities.services import messages
from mergers.models import Issue, IssueEvent
from mergers.services import issues
from tests import makers
from tests.cases import opened

pytestmark = pytest.mark.django_db


def test_a_long_answer_to_an_issue_is_kept_whole_or_refused():
    case, staff = opened()
    issue = issues.raise_issue(case, "集体土地权证办理", by=staff.secretary)
    address = reverse("issue_act", args=[issue.pk, "close"])
    browser = makers.client(staff.street)
    refused = browser.post(address, {"text": "长" * 281}).content.decode()
    assert "280" in refused
    assert Issue.objects.get().closed_at is None
    assert browser.post(address, {"text": "长" * 280}).status_code == 302
    assert Issue.objects.get().resolution == IssueEvent.objects.last().text == "长" * 280


def test_a_message_that_quotes_too_much_ends_with_an_ellipsis():
    _, staff = opened()
    messages.tell([staff.street], "退回：" + "长" * 400)
    text = Message.objects.get(to=staff.street).text
    assert len(text) == 300
    assert text.endswith("长…")
