"""A district without a pair for more than ten working days is told to both contract managers, once."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from samdrift.foundation.notices.models import Notice
from samdrift.foundation.notices.public import Telling, To, kinds, tell
from samdrift.foundation.scope import everywhere
from samdrift.registers.parties.models import Counterpart, Unit
from samdrift.registers.parties.notices import tell_gaps
from tests.world import World, words

WORKED = datetime(2025, 1, 15, 5, 20, tzinfo=UTC)  # ten working days from New Year's Day were over the day before


@pytest.fixture
def district(world: World) -> Unit:
    with everywhere(reason="a test's district, the only one"):
        Unit.objects.exclude(pk=world.north.pk).update(kind="department")
        Unit.objects.filter(pk=world.north.pk).update(kind="district", opened_on=None)
    return world.north


def told() -> list[tuple[str, int]]:
    with everywhere(reason="a test looks"):
        rows = Notice.objects.filter(kind="counterpart.vacant").order_by("pk")
        return [(row.receiver.given_name, row.facts["count"]) for row in rows.select_related("receiver")]


def test_both_managers_are_told_on_the_eleventh_working_day_and_never_again(world: World, district: Unit) -> None:
    tell_gaps(world.community.pk, now=WORKED.replace(day=14))
    assert told() == []
    assert tell_gaps(world.community.pk, now=WORKED) == 2
    assert sorted(told()) == [("Bo", 3), ("Dan", 3)]
    for day in (15, 16, 30):
        assert tell_gaps(world.community.pk, now=WORKED.replace(day=day)) == 0


def test_what_began_on_one_day_is_one_notice_however_many_districts(world: World, district: Unit) -> None:
    Unit.objects.bulk_create(
        Unit(
            community=world.community, organisation=world.customer, code=f"D{number:02d}", kind="district",
            name=words(f"District {number}"), path=f"/{9000 + number}/",
            opened_on=date(2025, 1, 2) if number == 17 else None,
        )
        for number in range(1, 18)
    )  # fmt: skip
    assert tell_gaps(world.community.pk, now=WORKED) == 2
    assert {count for _name, count in told()} == {51}
    assert tell_gaps(world.community.pk, now=WORKED.replace(day=16)) == 2  # the one that opened a day later
    assert sorted(count for _name, count in told()) == [3, 3, 51, 51]
    with everywhere(reason="a test reads a notice"):
        facts = Notice.objects.filter(kind="counterpart.vacant").order_by("pk")[0].facts
    kind = kinds["counterpart.vacant"]
    said = str(kind.subject) % kind.words(facts)
    assert said.startswith("51 pairs of counterparts are missing since ")
    assert said.endswith(": District 1, District 2, District 3 and 14 more")


def test_a_gap_that_was_told_alone_is_not_told_again_with_others(world: World, district: Unit) -> None:
    before = Telling(to=[To(world.dan.person.pk, world.dan.employment.pk)], facts={})
    cause = f"vacant:{district.uid}:user:2025-01-01"
    tell("counterpart.vacant", before, community_id=world.community.pk, cause=cause, at=WORKED)
    tell_gaps(world.community.pk, now=WORKED)
    with everywhere(reason="a test looks"):
        assert Notice.objects.get(cause="vacant:2025-01-01", receiver=world.dan.person).facts["count"] == 2


def test_a_tier_with_a_pair_is_not_told_and_an_old_gap_stands_on_the_page_only(world: World, district: Unit) -> None:
    Counterpart.objects.create(
        community=world.community, tier="user", unit=district, customer=world.dan.employment,
        provider=world.bo.employment, valid_from=date(2024, 1, 1),
    )  # fmt: skip
    tell_gaps(world.community.pk, now=datetime(2025, 3, 3, 5, tzinfo=UTC))
    assert told() == []
    tell_gaps(world.community.pk, now=WORKED)
    assert {count for _name, count in told()} == {2}


@pytest.mark.parametrize(("language", "telling"), [("en", "North"), ("da", "siden 1. januar 2025"), ("sv", "sedan")])
def test_it_is_said_in_the_receivers_language(world: World, district: Unit, language: str, telling: str) -> None:
    kind = kinds["counterpart.vacant"]
    facts = {"unit": {"en": "North", "da": "Nord", "sv": "Norr"}, "tier": "user", "since": "2025-01-01", "days": 11}
    with translation.override(language):
        assert telling in str(kind.subject) % kind.words(facts)
