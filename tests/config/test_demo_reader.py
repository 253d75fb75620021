"""The demo's reader of the real registers."""

from datetime import date

import pytest

from communities.access import Verb, has_verb
from communities.models import Account, RegisterImport
from communities.services.recording import SYSTEM
from communities.services.registers import import_register
from config.demo import reader
from config.demo.cast import PASSWORD

REGISTER = """district_code,district,street_code,street,community_code,community
371102,东港区,371102002000,石臼街道,371102002001,振兴社区居委会"""


@pytest.mark.django_db
def test_the_reader_signs_in_sees_the_register_and_changes_nothing_there() -> None:
    import_register(REGISTER, date(2017, 10, 31), "名册.csv", by=SYSTEM)
    reader.engage(date(2017, 10, 31))
    reader.engage(date(2017, 10, 31))
    person = Account.objects.get(username=reader.USERNAME)
    assert person.check_password(PASSWORD)
    assert person.password_changed_at == person.created_at
    assert RegisterImport.objects.visible_to(person).count() == 1
    assert has_verb(person, Verb.VIEW)
    assert not has_verb(person, Verb.OFFICE)
