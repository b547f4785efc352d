"""What people said: complaints by their type, praise and displeasure by their stars, small numbers of people hidden."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.public import rebuild_all, standing_sources
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.tests.conftest import Reporter
from samdrift.partnership.insight.queries import tell, whole
from samdrift.partnership.insight.queries.figures.said import complaints_in
from samdrift.partnership.insight.registry import Asked
from samdrift.partnership.insight.tests.test_rows import rows_behind
from samdrift.registers.catalogue.models import RequestType
from tests.world import NOON, World


@pytest.fixture
def said(world: World, report: Reporter, year: Asked) -> Asked:
    """Eight requests of the year, three of them complaints; six were rated: 5, 5, 5, 4, 2, 1."""
    made = [report(received_at=NOON - timedelta(days=n)) for n in range(8)]
    with everywhere(reason="a test has people say something"):
        kind = RequestType.objects.get(pk=made[0].request_type_id)
        kind.pk, kind.uid, kind.code, kind._state.adding = None, uuid4(), "mnt.complaint", True
        kind.save()
        ServiceRequest.objects.filter(pk__in=[one.pk for one in made[:3]]).update(request_type=kind)
        for one, rating in zip(made, (5, 5, 5, 4, 2, 1), strict=False):
            told: dict[str, Any] = {"closed_at": NOON, "state": "closed", "is_open": False, "rating": rating}
            ServiceRequest.objects.filter(pk=one.pk).update(**told)
    return replace(year, at=NOON + timedelta(days=9))


def test_a_complaint_is_a_request_of_a_type_that_says_so(world: World, said: Asked) -> None:
    cell = whole(world.dan.scope, "requests.complaints", said)
    assert cell.value == 3
    assert rows_behind(world.dan.scope, "requests.complaints", said) == 3
    assert complaints_in(world.dan.scope, said).count() == 3
    assert sum(one.value or 0 for one in tell(world.dan.scope, "requests.complaints", said, "month")) == 3


def test_praise_and_displeasure_are_shares_of_those_who_gave_stars(world: World, said: Asked) -> None:
    praised, displeased = (whole(world.dan.scope, f"requests.{one}", said) for one in ("praised", "displeased"))
    assert (praised.numerator, praised.denominator, displeased.numerator) == (3, 6, 2)
    assert rows_behind(world.dan.scope, "requests.praised", said) == 6


@pytest.mark.parametrize("by", ["", "unit", "site", "line", "month"])
def test_stars_are_the_same_from_sums_as_from_rows(world: World, said: Asked, by: str) -> None:
    def told() -> list[object]:
        both = (tell(world.dan.scope, f"requests.{one}", said, by) for one in ("praised", "displeased"))
        return [sorted((str(one.key), one.numerator, one.denominator) for one in cells) for cells in both]

    from_rows = told()
    rebuild_all(NOON + timedelta(days=9))
    assert "requests.starred" in standing_sources(said.contract_id)
    assert told() == from_rows
    assert any(from_rows)


def test_what_fewer_than_five_people_said_is_hidden(world: World, said: Asked) -> None:
    with everywhere(reason="a test takes two ratings away"):
        ServiceRequest.objects.filter(rating__in=(4, 2)).update(rating=None)
    assert whole(world.dan.scope, "requests.praised", said).hidden


def test_who_sees_other_places_counts_other_complaints(world: World, said: Asked) -> None:
    south = world.someone("LOC-FM", unit=world.south, name="Sara", reach_kind="unit", reach_to=[world.south.pk])
    assert not whole(south.scope, "requests.complaints", said).value
