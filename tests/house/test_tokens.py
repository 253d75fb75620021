"""No form is accepted without the token of the page it stood on."""

import pytest
from django.test import Client

from tests.house.addresses import addresses, rules

SENDING = [name for name, rule in rules().items() if rule.post]


@pytest.mark.parametrize("name", SENDING)
def test_sending_without_the_token_is_refused(name, world):
    rule = rules()[name]
    browser = Client(enforce_csrf_checks=True)
    if not rule.public:
        browser.force_login(world.people[next(iter(rule.post))])
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = browser.generic(method, addresses(rule, world.corners)["own"])
        assert answer.status_code == 403, method
        assert "csrf" in str(answer.content.lower()) or "页面" in answer.content.decode()
