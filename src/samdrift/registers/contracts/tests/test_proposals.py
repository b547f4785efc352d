"""Terms are proposed by one party and hold once the other has accepted them; nothing is edited."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.kernel.calendar_chain import in_force
from samdrift.registers.contracts import queries
from samdrift.registers.contracts.commands.proposals import (
    accept_terms,
    draft_as_written,
    draft_from,
    propose_calendar,
    propose_policy,
    propose_policy_end,
    refuse_terms,
    withdraw_terms,
)
from samdrift.registers.contracts.commands.terms import ClockTerms, PolicyDraft, publish_calendar
from samdrift.registers.contracts.models import Contract, ServiceCalendar, SlaPolicy, TermsProposal
from samdrift.registers.contracts.rules import Case, PauseTerms, needs_a_second_person
from tests.world import NOON, OFFICE, World, words

TODAY = NOON.date()
DRAFT = PolicyDraft(
    code="P3", name=words("Priority 3"), priority=3, valid_from=TODAY, clause="Schedule 3, table 1, P3 as amended",
    clocks=(
        ClockTerms(
            "complete", "work_days", 2, "OFFICE", "resolved", cut_off=time(15), pausable=("no_access",),
            warnings=(50, 90),
        ),
    ),
    pauses={"no_access": PauseTerms(caused_by="customer", evidence="attempt", needs_end=True)},
)  # fmt: skip


def proposed(world: World, draft: PolicyDraft = DRAFT) -> TermsProposal:
    return propose_policy(world.bo.scope, world.contract.uid, draft, now=NOON)


def chosen(world: World, day: date = TODAY) -> Any:
    with everywhere(reason="a test looks"):
        version = Contract.objects.get(pk=world.contract.pk).version
    case = Case("MNT", "mnt.fault", 3, day, site_id=world.site.pk)
    return queries.policy_for(world.contract.pk, version, case)[0]


def test_a_draft_is_read_as_it_was_written() -> None:
    assert draft_from(draft_as_written(DRAFT)) == DRAFT


def test_what_one_party_proposes_holds_once_the_other_accepts(world: World) -> None:
    proposal = proposed(world)
    assert len(chosen(world).clocks) == 3
    accepted = accept_terms(world.dan.scope, proposal.uid, expected_version=proposal.version, now=NOON)
    policy = chosen(world)
    assert (accepted.standing, policy.uid) == ("accepted", str(accepted.result_uid))
    assert [(clock.kind, clock.warnings) for clock in policy.clocks] == [("complete", (50, 90))]
    assert policy.pauses["no_access"].evidence == "attempt"
    with everywhere(reason="a test reads the book"):
        kinds = list(EventRecord.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["contracts.terms_proposed", "contracts.policy_published", "contracts.terms_accepted"]


def test_the_rule_before_it_ends_the_day_before(world: World) -> None:
    later = replace(DRAFT, valid_from=TODAY + timedelta(days=7))
    accept_terms(world.dan.scope, proposed(world, later).uid, expected_version=None, now=NOON)
    assert len(chosen(world, TODAY + timedelta(days=6)).clocks) == 3
    assert len(chosen(world, TODAY + timedelta(days=7)).clocks) == 1
    with everywhere(reason="a test counts versions"):
        assert SlaPolicy.objects.filter(code="P3", community=world.community).count() == 2


def test_nobody_accepts_what_their_own_side_proposed(world: World) -> None:
    proposal = proposed(world)
    for own in (world.bo, world.someone("CTR-P")):
        with pytest.raises(NotAllowed):
            accept_terms(own.scope, proposal.uid, expected_version=None, now=NOON)
        with pytest.raises(NotAllowed):
            refuse_terms(own.scope, proposal.uid, expected_version=None, answer="No", now=NOON)


def test_whoever_may_not_agree_terms_neither_proposes_nor_accepts(world: World) -> None:
    with pytest.raises(NotAllowed):
        propose_policy(world.asta.scope, world.contract.uid, DRAFT, now=NOON)
    with pytest.raises(NotAllowed):
        accept_terms(world.asta.scope, proposed(world).uid, expected_version=None, now=NOON)
    with pytest.raises(Contract.DoesNotExist):
        propose_policy(world.carla.scope, world.contract.uid, DRAFT, now=NOON)
    with pytest.raises(TermsProposal.DoesNotExist):
        accept_terms(world.carla.scope, proposed(world).uid, expected_version=None, now=NOON)


def test_a_decision_is_taken_once_and_a_refusal_has_a_reason(world: World) -> None:
    proposal = proposed(world)
    with pytest.raises(Invalid):
        refuse_terms(world.dan.scope, proposal.uid, expected_version=None, answer="  ", now=NOON)
    refuse_terms(world.dan.scope, proposal.uid, expected_version=proposal.version, answer="Too fast", now=NOON)
    with pytest.raises(Stale):
        accept_terms(world.dan.scope, proposal.uid, expected_version=proposal.version, now=NOON)
    with pytest.raises(Refused):
        accept_terms(world.dan.scope, proposal.uid, expected_version=None, now=NOON)
    assert len(chosen(world).clocks) == 3


def test_a_proposal_can_be_taken_back_by_its_own_side_only(world: World) -> None:
    proposal = proposed(world)
    with pytest.raises(NotAllowed):
        withdraw_terms(world.dan.scope, proposal.uid, expected_version=None, now=NOON)
    assert withdraw_terms(world.bo.scope, proposal.uid, expected_version=None, now=NOON).standing == "withdrawn"


def test_a_rule_ends_by_agreement(world: World) -> None:
    ends = TODAY + timedelta(days=1)
    proposal = propose_policy_end(world.dan.scope, world.contract.uid, "P3", valid_from=ends, now=NOON)
    accept_terms(world.bo.scope, proposal.uid, expected_version=None, now=NOON)
    assert chosen(world) is not None
    assert chosen(world, ends) is None


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(DRAFT, valid_from=TODAY - timedelta(days=1)), "valid_from"),
        (replace(DRAFT, clocks=()), "clocks"),
        (replace(DRAFT, valid_to=TODAY - timedelta(days=1)), "valid_to"),
        (replace(DRAFT, clocks=(replace(DRAFT.clocks[0], calendar_code="NONE"),)), "clocks"),
        (replace(DRAFT, clocks=(replace(DRAFT.clocks[0], warnings=(0,)),)), "clocks"),
    ],
)
def test_a_rule_that_could_not_be_counted_with_is_refused(world: World, draft: PolicyDraft, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        proposed(world, draft)
    assert field in refused.value.fields


def test_terms_whose_day_has_passed_are_proposed_again(world: World) -> None:
    proposal = proposed(world)
    with pytest.raises(Refused):
        accept_terms(world.dan.scope, proposal.uid, expected_version=None, now=NOON + timedelta(days=1))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T10:00:00+00:00")


def test_a_calendar_of_the_running_month_takes_two_persons(world: World) -> None:
    longer = {**OFFICE, "week": {day: ["07:00-17:00"] for day in OFFICE["week"]}}
    with pytest.raises(Refused):
        publish_calendar(
            world.dan.scope,
            code="OFFICE",
            name=words("Office"),
            definition=longer,
            valid_from=date(2025, 5, 31),
            now=NOON,
        )
    june = publish_calendar(
        world.dan.scope, code="OFFICE", name=words("Office"), definition=longer, valid_from=date(2025, 6, 1), now=NOON
    )
    assert june.number == 2
    proposal = propose_calendar(
        world.dan.scope, world.contract.uid, code="OFFICE", name=words("Office"), definition=longer,
        valid_from=date(2025, 5, 1), now=NOON,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        accept_terms(world.dan.scope, proposal.uid, expected_version=None, now=NOON)
    accept_terms(world.bo.scope, proposal.uid, expected_version=None, now=NOON)
    with everywhere(reason="a test looks"):
        told = EventRecord.objects.get(kind="contracts.calendar_published", payload__number=3).payload
        assert ServiceCalendar.objects.get(community=world.community, code="OFFICE", number=2).superseded_at == NOON
    assert told["in_running_month"]


@pytest.mark.parametrize(
    "definition",
    [
        {"timezone": "Europe/Copenhagen", "week": {}},
        {"timezone": "Europe/Nowhere", "week": OFFICE["week"]},
        {**OFFICE, "timezone": "Europe/Stockholm"},
        {**OFFICE, "week": {"mon": ["16:00-08:00"]}},
    ],
)
def test_what_is_no_calendar_is_refused_with_a_reason(world: World, definition: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        propose_calendar(
            world.bo.scope, world.contract.uid, code="OFFICE", name=words("Office"), definition=definition,
            valid_from=TODAY, now=NOON,
        )  # fmt: skip


def test_a_later_version_holds_over_what_was_written_for_its_days() -> None:
    first, second, third = date(2025, 1, 1), date(2025, 6, 1), date(2025, 3, 1)
    assert in_force([(first, "a"), (second, "b")]) == [(first, second, "a"), (second, None, "b")]
    assert in_force([(first, "a"), (second, "b"), (third, "c")]) == [(first, third, "a"), (third, None, "c")]
    assert in_force([(first, "a"), (first, "b")]) == [(first, None, "b")]


def test_the_running_month_and_all_before_it_need_a_second_person() -> None:
    assert needs_a_second_person(date(2025, 5, 31), date(2025, 5, 5))
    assert needs_a_second_person(date(2024, 12, 31), date(2025, 5, 5))
    assert not needs_a_second_person(date(2025, 6, 1), date(2025, 5, 31))
    assert not needs_a_second_person(date(2026, 1, 1), date(2025, 5, 31))
