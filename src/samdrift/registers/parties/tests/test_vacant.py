"""A district without a pair for more than ten working days is told to both contract managers, once."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from samdrift.foundation.notices.models import Notice
from samdrift.foundation.notices.public import kinds
from samdrift.registers.parties.models import Counterpart, Unit
from samdrift.registers.parties.notices import tell_gaps
from tests.world import World

WORKED = datetime(2025, 1, 15, 5, 20, tzinfo=UTC)  # ten working days from New Year's Day were over the day before


@pytest.fixture
def district(world: World) -> Unit:
    from samdrift.foundation.scope import everywhere

    with everywhere(reason="a test's district, the only one"):
        Unit.objects.exclude(pk=world.north.pk).update(kind="department")
        Unit.objects.filter(pk=world.north.pk).update(kind="district", opened_on=None)
    return world.north


def told() -> list[tuple[str, str]]:
    from samdrift.foundation.scope import everywhere

    with everywhere(reason="a test looks"):
        rows = Notice.objects.filter(kind="counterpart.vacant").order_by("pk")
        return [(row.receiver.given_name, row.facts["tier"]) for row in rows.select_related("receiver")]


def test_both_managers_are_told_on_the_eleventh_working_day_and_never_again(world: World, district: Unit) -> None:
    tell_gaps(world.community.pk, now=WORKED.replace(day=14))
    assert told() == []
    assert tell_gaps(world.community.pk, now=WORKED) == 6
    assert {name for name, _tier in told()} == {"Bo", "Dan"}
    assert {tier for _name, tier in told()} == {"tactical", "operational", "user"}
    for day in (15, 16, 30):
        assert tell_gaps(world.community.pk, now=WORKED.replace(day=day)) == 0


def test_a_tier_with_a_pair_is_not_told_and_an_old_gap_stands_on_the_page_only(world: World, district: Unit) -> None:
    Counterpart.objects.create(
        community=world.community, tier="user", unit=district, customer=world.dan.employment,
        provider=world.bo.employment, valid_from=date(2024, 1, 1),
    )  # fmt: skip
    tell_gaps(world.community.pk, now=datetime(2025, 3, 3, 5, tzinfo=UTC))
    assert told() == []
    tell_gaps(world.community.pk, now=WORKED)
    assert {tier for _name, tier in told()} == {"tactical", "operational"}


@pytest.mark.parametrize(("language", "telling"), [("en", "North"), ("da", "siden 1. januar 2025"), ("sv", "sedan")])
def test_it_is_said_in_the_receivers_language(world: World, district: Unit, language: str, telling: str) -> None:
    kind = kinds["counterpart.vacant"]
    facts = {"unit": {"en": "North", "da": "Nord", "sv": "Norr"}, "tier": "user", "since": "2025-01-01", "days": 11}
    with translation.override(language):
        assert telling in str(kind.subject) % kind.words(facts)
