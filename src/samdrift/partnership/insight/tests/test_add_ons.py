"""What was done beyond the contract as a figure: one number on the district's page, the API and the room's own."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from samdrift.foundation.clock import standing_at
from samdrift.partnership.addons.commands import deciding
from samdrift.partnership.addons.queries.reading import add_ons_shown, by_unit_and_line
from samdrift.partnership.addons.tests.conftest import beyond_of, hours, noted
from samdrift.partnership.insight.queries import tell, whole
from samdrift.partnership.insight.registry import Asked
from tests.world import NOON

YEAR = {"since": date(2025, 1, 1), "until": date(2026, 1, 1)}


@pytest.fixture
def beyond(world):
    return beyond_of(world)


def worth(beyond, actor, **more):
    return whole(actor.scope, "addons.worth", Asked(contract_id=beyond.world.contract.pk, **{**YEAR, **more})).value


def decide(actor, row, move):
    return deciding.decide(actor.scope, row.uid, move, expected_version=row.version, reason="So it is", now=NOON)


def test_it_is_the_room_s_own_sum_and_each_party_s(beyond):
    row, kept = noted(beyond), hours(beyond)
    decide(beyond.manager, row, "put_forward")
    assert None not in (row.price_minor, kept.price_minor)
    assert worth(beyond, beyond.manager) == row.price_minor + kept.price_minor
    assert worth(beyond, beyond.fm) == row.price_minor
    (own,) = by_unit_and_line(beyond.manager.scope, NOON.date(), add_ons_shown(beyond.manager.scope))
    assert worth(beyond, beyond.manager) == own.amount_minor
    assert worth(beyond, beyond.manager, unit_ids=frozenset({beyond.world.south.pk})) is None
    cells = tell(beyond.manager.scope, "addons.worth", Asked(contract_id=beyond.world.contract.pk, **YEAR), "unit")
    assert [(one.key, one.value) for one in cells] == [(beyond.world.north.pk, own.amount_minor)]


def test_what_was_taken_back_counts_nothing_nor_does_another_year(beyond):
    row = noted(beyond)
    decide(beyond.technician, row, "withdraw")
    noted(beyond, code="materials")  # nobody wrote what it cost
    assert worth(beyond, beyond.manager) is None
    noted(beyond)
    assert worth(beyond, beyond.manager, since=date(2024, 1, 1), until=date(2025, 1, 1)) is None


def test_the_district_s_page_tells_it_and_opens_to_exactly_those(beyond, client):
    row, other = noted(beyond, text="the back room"), noted(beyond, code="waiting", quantity="")
    for one in (row, other):
        decide(beyond.manager, one, "put_forward")
    client.force_login(beyond.manager.person)
    with standing_at(NOON):
        body = client.get(reverse("insight:district", args=[beyond.world.north.uid]), {"year": 2025}).content.decode()
        (address,) = {unescape(one) for one in re.findall(r'href="(/ask/add-ons/[^"]*)"', body)}
        listed = client.get(address).content.decode()
    numbers = {one.uid: one.number for one in add_ons_shown(beyond.manager.scope)}
    assert numbers[row.uid] in listed
    assert numbers[other.uid] not in listed
