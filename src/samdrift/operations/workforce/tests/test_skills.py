"""Skills, qualifications, clearances: who writes them, who sees them, and what happens as they run out."""

from datetime import date, timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.workforce import public as workforce
from samdrift.operations.workforce.commands.skills import Having, grant_skill, name_skill, tell_expiries, withdraw_skill
from samdrift.operations.workforce.models import Qualification
from samdrift.operations.workforce.rules import expiry as rules
from samdrift.operations.workforce.tests.conftest import MONDAY
from tests.world import NOON, words

DAY = timedelta(days=1)


@pytest.fixture
def named(house):
    """A lift qualification and a clearance one may have."""
    name_skill(house.vera.scope, code="lift", kind="qualification", name=words("Lift key"))
    name_skill(house.hugo.scope, code="DK-SIK", kind="clearance", name=words("Clearance"))
    return house


def give(house, code="LIFT", who=None, actor=None, **more):
    having = Having(code=code, valid_from=MONDAY, **more)
    return grant_skill((actor or house.vera).scope, (who or house.sven).employment.uid, having, now=NOON)


def kinds_told():
    with everywhere(reason="a test reads the book"):
        return list(EventRecord.objects.filter(kind__startswith="workforce.skill_e").order_by("pk"))


def test_a_leader_writes_a_qualification_down_and_planners_find_it(named):
    give(named, valid_to=date(2025, 12, 31))
    person = named.sven.person.pk
    assert workforce.skills_of(named.asta.scope, [person], MONDAY) == {person: {"LIFT"}}
    assert workforce.skills_of(named.asta.scope, [person], date(2026, 1, 1)) == {}
    assert workforce.people_with(named.world.community.pk, "LIFT", MONDAY) == {person}


def test_clearances_are_the_security_officers_and_nobodys_own(named):
    with pytest.raises(NotAllowed):
        give(named, "DK-SIK")
    assert give(named, "DK-SIK", actor=named.hugo).state == "held"
    with pytest.raises(NotAllowed):
        give(named, "DK-SIK", who=named.hugo, actor=named.hugo)
    with pytest.raises(NotAllowed):
        give(named, "LIFT", actor=named.hugo)


def test_what_is_needed_must_hold_on_the_planned_and_on_the_actual_day(named):
    give(named, valid_to=MONDAY + 2 * DAY)
    at = (named.world.community.pk, named.sven.person.pk, ["LIFT"])
    assert workforce.missing_skills(*at, [MONDAY, MONDAY + 2 * DAY]) == []
    assert workforce.missing_skills(*at, [MONDAY, MONDAY + 3 * DAY]) == ["LIFT"]
    assert workforce.missing_skills(*at[:2], [], [MONDAY]) == []


def test_a_clearance_for_some_sites_opens_no_others(named):
    site, other = named.world.site.pk, named.world.other_site.pk
    give(named, "DK-SIK", actor=named.hugo, site_ids=(site,))
    at = (named.world.community.pk, named.sven.person.pk, ["DK-SIK"], [MONDAY])
    assert workforce.missing_skills(*at, site) == []
    assert workforce.missing_skills(*at, other) == ["DK-SIK"]


def test_who_sees_skills(named):
    give(named)
    for actor, sees in (
        (named.sven, True), (named.vera, True), (named.hugo, True), (named.siri, False), (named.dan, False),
        (named.carla, False),
    ):  # fmt: skip
        assert Qualification.objects.within(actor.scope).exists() is sees, actor.person.given_name


def test_what_runs_out_is_told_at_each_stage_once_and_ends_on_the_first_day_without(named):
    last = MONDAY + 95 * DAY
    give(named, valid_to=last)
    community = named.world.community.pk
    told = []
    for day in range(100):
        moment = NOON + day * DAY
        tell_expiries(community, now=moment)
        if tell_expiries(community, now=moment):
            told.append("twice")
    told += [(one.kind.rpartition("_")[2], one.payload.get("days")) for one in kinds_told()]
    assert told == [("expiring", 90), ("expiring", 30), ("expiring", 7), ("ended", None)]
    assert kinds_told()[-1].payload["from_day"] == (last + DAY).isoformat()


def test_after_a_long_stop_only_the_latest_stage_is_told(named):
    give(named, valid_to=MONDAY + 95 * DAY)
    tell_expiries(named.world.community.pk, now=NOON + 91 * DAY)
    assert [one.payload["days"] for one in kinds_told()] == [5]


def test_what_ended_before_it_was_written_down_is_not_told(named):
    grant_skill(
        named.vera.scope, named.sven.employment.uid,
        Having(code="LIFT", valid_from=date(2020, 1, 1), valid_to=date(2020, 12, 31)), now=NOON,
    )  # fmt: skip
    assert tell_expiries(named.world.community.pk, now=NOON) == 0


def test_a_withdrawn_clearance_ends_at_once(named):
    row = give(named, "DK-SIK", actor=named.hugo)
    with pytest.raises(NotAllowed):
        withdraw_skill(named.vera.scope, row.uid, expected_version=None, now=NOON)
    withdraw_skill(named.hugo.scope, row.uid, expected_version=row.version, now=NOON)
    assert [(one.payload["withdrawn"], one.payload["from_day"]) for one in kinds_told()] == [(True, "2025-05-05")]
    with pytest.raises(Refused):
        withdraw_skill(named.hugo.scope, row.uid, expected_version=None, now=NOON)


def test_a_renewal_replaces_what_held(named):
    first = give(named, valid_to=MONDAY + DAY)
    give(named, valid_to=MONDAY + 400 * DAY)
    first.refresh_from_db()
    assert first.state == "replaced"
    assert tell_expiries(named.world.community.pk, now=NOON) == 0


def test_what_makes_no_sense_is_refused(named):
    with pytest.raises(Invalid):
        give(named, valid_to=MONDAY - DAY)
    with pytest.raises(Invalid):
        name_skill(named.vera.scope, code="", kind="skill", name={"en": "x"})
    with pytest.raises(Refused):
        name_skill(named.vera.scope, code="LIFT", kind="skill", name=words("Lift"))


@pytest.mark.parametrize(
    ("left", "told", "stage"), [(91, None, None), (90, None, 90), (45, 90, None), (0, 7, 0), (-5, 0, None)]
)
def test_stages_are_reached_one_after_another(left, told, stage):
    assert rules.stage_reached(MONDAY + (left - 1) * DAY, MONDAY, told) == stage
