"""A check takes its turn each night, keeps what came of it, tells whom it concerns and fails where people look."""

from datetime import timedelta

import pytest

from samdrift.foundation.checks import registry
from samdrift.foundation.checks.public import (
    CheckRun,
    DoesNotHold,
    Finding,
    Outcome,
    last_states,
    nightly_check,
    standings,
)
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.jobs.models import JobRow
from samdrift.foundation.jobs.registry import jobs
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from tests.world import NOON

NAME = "tests.sums"


@pytest.fixture
def check(monkeypatch):
    """A check whose outcome the test decides."""
    monkeypatch.setattr(registry, "checks", registry.checks)
    outcomes = [Outcome(3)]

    def sums(community_id, now):
        found = outcomes[-1]
        if isinstance(found, Exception):
            raise found
        return found

    words = {"title": "Sums are sums.", "counted": "sums", "rules": {"off": "The sum is off."}}
    nightly_check(NAME, every="1 2 * * *", invariant="1", **words)(sums)
    yield outcomes
    del registry.checks[NAME], jobs[NAME]


def turn(world):
    jobs[NAME].run({"community_id": world.community.pk})


def of(actor):
    found = next(one for one in standings(actor.scope) if one.check.name == NAME)
    assert last_states(actor.scope)[NAME] == found.state
    return found


def test_a_check_that_never_ran_says_so_and_one_that_ran_says_what_came_of_it(world, check):
    assert (of(world.bo).state, of(world.bo).last) == ("never", None)
    turn(world)
    assert (of(world.bo).state, of(world.bo).last.looked_at) == ("holds", 3)
    with everywhere(reason="test"):
        assert not EventRecord.objects.filter(kind="checks.found").exists()


def test_what_is_found_is_kept_told_to_both_managers_and_fails_the_job(world, check):
    check.append(Outcome(3, [Finding("off", "INV-7", "/invoices/")]))
    with pytest.raises(DoesNotHold, match="off INV-7"):
        turn(world)
    stands = of(world.dan)
    assert [(one.text, one.about, one.page) for one in stands.findings] == [("The sum is off.", "INV-7", "/invoices/")]
    deliver_all()
    with everywhere(reason="test"):
        told = set(Notice.objects.filter(kind="check.found").values_list("receiver_id", flat=True))
    assert told == {world.bo.person.pk, world.dan.person.pk}


def test_a_check_that_stumbles_is_not_a_check_that_holds(world, check):
    check.append(ValueError("no price"))
    with pytest.raises(ValueError, match="no price"):
        turn(world)
    assert (of(world.bo).state, of(world.bo).last.error) == ("failed", "ValueError: no price")


def test_the_other_community_reads_none_of_it(world, check):
    turn(world)
    assert of(world.there.someone("CTR-C")).last is None


def test_turns_of_long_ago_are_forgotten(world, check):
    CheckRun.objects.create(
        community=world.community, check_name=NAME, began_at=NOON - timedelta(days=4000),
        ended_at=NOON - timedelta(days=4000),
    )  # fmt: skip
    turn(world)
    with everywhere(reason="test"):
        assert CheckRun.objects.count() == 1


def test_two_checks_of_one_name_stop_the_start(check):
    with pytest.raises(registry.DuplicateCheck):
        nightly_check(NAME, every="1 2 * * *", title="", counted="", rules={})(lambda *_args: Outcome(0))


def test_nothing_waits_twice(world, check):
    from samdrift.foundation.checks.public import ask_for_turn

    assert [ask_for_turn(world.bo.scope, NAME) for _time in range(2)] == [True, False]
    assert JobRow.objects.get(name=NAME).payload == {"community_id": world.community.pk}
