"""A community, its street and its district's office.

Imports of the portal stand inside: this file is read before the settings are.
"""

import pytest


@pytest.fixture
def place():
    from tests import makers

    return makers.community(makers.street(makers.district()))


@pytest.fixture
def street(place):
    from communities.access import Role
    from tests import makers

    return makers.account(Role.STREET, place.parent)


@pytest.fixture
def office(place):
    from communities.access import Role
    from tests import makers

    return makers.account(Role.OFFICE, place.district)
