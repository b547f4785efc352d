"""Contract managers hear of terms that wait for them, and of calendars that change the running month."""

from typing import Any

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.registers.contracts.commands.proposals import accept_terms, propose_calendar, propose_policy_end
from tests.world import NOON, OFFICE, World, words


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samdrift.foundation.clock.now", lambda: NOON)


def told(kind: str) -> set[Any]:
    deliver_all()
    with everywhere(reason="a test looks"):
        return set(Notice.objects.filter(kind=kind).values_list("receiver_id", flat=True))


def test_the_other_party_hears_of_a_proposal_and_the_own_of_the_answer(world: World) -> None:
    proposal = propose_policy_end(world.bo.scope, world.contract.uid, "P5", valid_from=NOON.date(), now=NOON)
    assert told("terms.proposed") == {world.dan.person.pk}
    accept_terms(world.dan.scope, proposal.uid, expected_version=None, now=NOON)
    assert told("terms.answered") == {world.bo.person.pk}


def test_both_hear_of_a_calendar_that_changes_the_running_month(world: World) -> None:
    proposal = propose_calendar(
        world.bo.scope, world.contract.uid, code="OFFICE", name=words("Office"), definition=OFFICE,
        valid_from=NOON.date(), now=NOON,
    )  # fmt: skip
    accept_terms(world.dan.scope, proposal.uid, expected_version=None, now=NOON)
    assert told("calendar.changed_in_period") == {world.dan.person.pk, world.bo.person.pk}
