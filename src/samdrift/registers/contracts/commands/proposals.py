"""Terms one party proposes and the other accepts: policies, their end, and calendars that change days already near."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.locks import lock
from samdrift.foundation.scope import Scope
from samdrift.kernel.calendars import Calendar
from samdrift.kernel.targets import target_of
from samdrift.registers.contracts import queries, rules
from samdrift.registers.contracts.commands import indexing, months, rates, terms, volumes, wording
from samdrift.registers.contracts.commands.terms import ClockTerms, PolicyDraft
from samdrift.registers.contracts.events import TermsAccepted, TermsProposed, TermsRefused, TermsWithdrawn
from samdrift.registers.contracts.models import Contract, SlaClock, SlaPolicy, TermsProposal
from samdrift.registers.contracts.queries import Clock, PolicyTerms
from samdrift.registers.parties import public as parties

PROPOSE = "contracts.propose"
POLICY, POLICY_END, CALENDAR, MONTH, RATES = "policy", "policy_end", "calendar", "month", "rates"
PRICES, VOLUMES, INDEX, INDEX_RULE = "prices", "volumes", "index", "index_rule"
CLAUSE, READING, OPTION = "clause", "reading", "option"


@transaction.atomic
def propose_policy(
    scope: Scope, contract_uid: UUID, draft: PolicyDraft, *, now: datetime, note: str = ""
) -> TermsProposal:
    """Propose a promise rule, new or in place of the one with its code; it holds once the other party accepts it.

    Raises:
        DoesNotExist: No such contract within the scope.
        Invalid: The draft could not be counted with, or begins in the past.
        NotAllowed: The actor may not propose terms of this contract.
    """
    contract = contract_of(scope, contract_uid)
    terms.check_policy(scope, draft)
    _not_in_the_past(scope, draft.valid_from, now)
    return propose(scope, contract, POLICY, draft.code, draft_as_written(draft), note, now)


@transaction.atomic
def propose_policy_end(
    scope: Scope, contract_uid: UUID, code: str, *, valid_from: date, now: datetime, note: str = ""
) -> TermsProposal:
    """Propose that the rule of a code no longer holds from a day on. Errors as for `propose_policy`."""
    contract = contract_of(scope, contract_uid)
    _not_in_the_past(scope, valid_from, now)
    known = queries.policies_in_force(contract.pk, contract.version)
    if not any(policy.terms.code == code for policy in known):
        raise Invalid({"code": _("There is no rule %(code)s.") % {"code": code}})
    return propose(scope, contract, POLICY_END, code, {"valid_from": str(valid_from)}, note, now)


@transaction.atomic
def propose_calendar(
    scope: Scope, contract_uid: UUID, *, code: str, name: Mapping[str, str], definition: Mapping[str, Any],
    valid_from: date, now: datetime, note: str = "",
) -> TermsProposal:  # fmt: skip
    """Propose a version of a service calendar; it may begin in the past, where the calendar turned out to be wrong.

    Raises:
        Invalid: It is not a calendar; the sentence says where and why.
        DoesNotExist, NotAllowed: As for `propose_policy`.
    """
    contract = contract_of(scope, contract_uid)
    terms.check_calendar(scope, code, definition, valid_from)
    content = {"name": dict(name), "definition": dict(definition), "valid_from": str(valid_from)}
    return propose(scope, contract, CALENDAR, code, content, note, now)


@transaction.atomic
def propose_freeze(scope: Scope, contract_uid: UUID, month: date, *, now: datetime, note: str = "") -> TermsProposal:
    """Propose that a month be frozen: once the other party accepts, nothing about it is decided anew.

    Args:
        month: Its first day.
    Raises:
        DoesNotExist, NotAllowed: As for `propose_policy`.
        Invalid: The month has not ended.
        Refused: It is frozen, or proposed to be.
    """
    contract = contract_of(scope, contract_uid)
    months.check_month(scope, contract, month, now=now)
    return propose(scope, contract, MONTH, f"{month:%Y-%m}", {"valid_from": str(month)}, note, now)


@transaction.atomic
def propose_rates(
    scope: Scope, contract_uid: UUID, text: str, *, valid_from: date, now: datetime, note: str = ""
) -> TermsProposal:
    """Propose a price list from a day on; the one before ends the day before it.

    Raises:
        DoesNotExist, NotAllowed: As for `propose_policy`.
        Invalid: A line is no rate, or it would begin in the past: what was priced stays as it was priced.
    """
    contract = contract_of(scope, contract_uid)
    content = rates.content_of(text, valid_from)
    _not_in_the_past(scope, valid_from, now)
    return propose(scope, contract, RATES, rates.CODE, content, note, now, data_class=rates.DATA_CLASS)


@transaction.atomic
def accept_terms(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> TermsProposal:
    """Let the proposed terms hold: for a person of the other party only.

    Raises:
        DoesNotExist: No such proposal within the scope.
        NotAllowed: The actor may not agree terms, or belongs to the party that proposed them.
        Refused, Stale: It is decided already, begins in the past by now, or changed meanwhile.
    """
    proposal = _open(scope, uid, expected_version)
    if proposal.party_id == scope.party_id or proposal.proposed_by_id == scope.person_id:
        raise NotAllowed(_("The other party accepts it: nobody accepts what their own side proposed."))
    proposal.result_uid = _written(scope, proposal, now)
    _decide(proposal, "accepted", scope, now)
    event = TermsAccepted(
        proposal_uid=proposal.uid, what=proposal.what, code=proposal.code, result_uid=proposal.result_uid
    )
    record(event, scope=scope, at=now, subject=proposal)
    return proposal


@transaction.atomic
def refuse_terms(scope: Scope, uid: UUID, *, expected_version: int | None, answer: str, now: datetime) -> TermsProposal:
    """Say no, with a reason. Errors as for `accept_terms`; Invalid without a reason."""
    proposal = _open(scope, uid, expected_version)
    if proposal.party_id == scope.party_id:
        raise NotAllowed(_("The other party decides. Your own side can withdraw it."))
    if not answer.strip():
        raise Invalid({"answer": _("Say why, so that they can propose something better.")})
    proposal.answer = answer.strip()
    _decide(proposal, "refused", scope, now)
    event = TermsRefused(proposal_uid=proposal.uid, what=proposal.what, code=proposal.code)
    record(event, scope=scope, at=now, subject=proposal)
    return proposal


@transaction.atomic
def withdraw_terms(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> TermsProposal:
    """Take a proposal of one's own party back. Errors as for `accept_terms`."""
    proposal = _open(scope, uid, expected_version)
    if proposal.party_id != scope.party_id:
        raise NotAllowed(_("Only the party that proposed it can withdraw it."))
    _decide(proposal, "withdrawn", scope, now)
    event = TermsWithdrawn(proposal_uid=proposal.uid, what=proposal.what, code=proposal.code)
    record(event, scope=scope, at=now, subject=proposal)
    return proposal


def draft_as_written(draft: PolicyDraft) -> dict[str, Any]:
    """A draft as JSON; `draft_from` gives an equal draft back."""
    written = asdict(draft)
    for key in ("valid_from", "valid_to"):
        written[key] = str(written[key]) if written[key] else None
    for clock in written["clocks"]:
        clock["cut_off"] = clock["cut_off"].strftime("%H:%M") if clock["cut_off"] else None
        clock["pausable"], clock["warnings"] = list(clock["pausable"]), list(clock["warnings"])
    return {**written, "clocks": list(written["clocks"]), "site_ids": list(draft.site_ids),
            "unit_ids": list(draft.unit_ids)}  # fmt: skip


def draft_of(policy: SlaPolicy, clocks: Iterable[SlaClock]) -> PolicyDraft:
    """A rule that holds, as a draft to change."""
    return PolicyDraft(
        code=policy.code, name=policy.name, valid_from=policy.valid_from, valid_to=policy.valid_to,
        line_code=policy.line_code, request_type_code=policy.request_type_code, priority=policy.priority,
        site_kind=policy.site_kind, site_ids=tuple(policy.site_ids), unit_ids=tuple(policy.unit_ids),
        clause=policy.clause, retarget=policy.retarget, pauses=rules.pause_terms_from(policy.pause_terms),
        clocks=tuple(
            ClockTerms(
                kind=one.kind, unit=one.unit, amount=one.amount, calendar_code=one.calendar_code,
                stops_with=one.stops_with, starts_with=one.starts_with, cut_off=one.cut_off, at_close=one.at_close,
                pausable=tuple(one.pausable), at_risk_percent=one.at_risk_percent, warnings=tuple(one.warnings),
            )
            for one in clocks
        ),
    )  # fmt: skip


def terms_of_draft(draft: PolicyDraft, policy_id: int = 0) -> rules.Terms:
    """What a draft asks of work before it applies."""
    return rules.Terms(
        policy_id=policy_id, code=draft.code, line_code=draft.line_code, request_type_code=draft.request_type_code,
        priority=draft.priority, site_kind=draft.site_kind, sites=frozenset(draft.site_ids),
        units=frozenset(draft.unit_ids), valid_from=draft.valid_from, valid_to=draft.valid_to,
    )  # fmt: skip


def proposed_terms(proposal: TermsProposal) -> tuple[tuple[PolicyTerms, ...], dict[str, Calendar]]:
    """What a proposal would bring, to count by without agreeing to it: rules, and hours by the code of a calendar."""
    if proposal.what == CALENDAR:
        return (), {proposal.code: queries.kernel_calendar(proposal.content["definition"])}
    if proposal.what != POLICY:
        return (), {}  # an end, a month and rates are nothing one counts time by
    draft = draft_from(proposal.content)
    clocks = tuple(
        Clock(
            id=-number, kind=one.kind, target=target_of(one.unit, one.amount, one.cut_off), at_close=one.at_close,
            calendar_code=one.calendar_code, starts_with=one.starts_with, stops_with=one.stops_with,
            pausable=frozenset(one.pausable), at_risk_percent=one.at_risk_percent, warnings=tuple(one.warnings),
        )
        for number, one in enumerate(draft.clocks, start=1)
    )  # fmt: skip
    terms = terms_of_draft(draft, policy_id=-proposal.pk)
    made = PolicyTerms(terms, str(proposal.uid), draft.name, draft.clause, draft.retarget, clocks, pauses=draft.pauses)
    return (made,), {}


def draft_from(written: Mapping[str, Any]) -> PolicyDraft:
    """A draft as it was written down."""
    clocks = tuple(
        ClockTerms(**{
            **clock, "cut_off": time.fromisoformat(clock["cut_off"]) if clock["cut_off"] else None,
            "pausable": tuple(clock["pausable"]), "warnings": tuple(clock["warnings"]),
        })
        for clock in written["clocks"]
    )  # fmt: skip
    return PolicyDraft(**{
        **written, "clocks": clocks, "valid_from": date.fromisoformat(written["valid_from"]),
        "valid_to": date.fromisoformat(written["valid_to"]) if written["valid_to"] else None,
        "site_ids": tuple(written["site_ids"]), "unit_ids": tuple(written["unit_ids"]),
        "pauses": rules.pause_terms_from(written["pauses"]),
    })  # fmt: skip


def contract_of(scope: Scope, uid: UUID) -> Contract:
    """The contract, for somebody who may propose terms of it.

    Raises:
        DoesNotExist, NotAllowed: As for `propose_policy`.
    """
    contract = queries.contract_by_uid(scope, uid)
    scope.require(PROPOSE, contract=contract.pk)
    return contract


def _not_in_the_past(scope: Scope, valid_from: date, now: datetime) -> None:
    if valid_from < parties.community_day(scope, now):
        raise Invalid({"valid_from": _("Terms begin today or later: what was promised under the old ones stays.")})


def propose(
    scope: Scope, contract: Contract, what: str, code: str, content: dict[str, Any], note: str, now: datetime, *,
    data_class: str = "D1",
) -> TermsProposal:  # fmt: skip
    """Keep what one party proposes and tell the other; who may and whether it fits is asked before.

    The same form sent twice is one proposal.
    """
    lock("contracts.propose", contract.pk)
    same = {"what": what, "code": code, "note": note.strip(), "party": scope.party_id, "standing": "open"}
    for waiting in TermsProposal.objects.within(scope).filter(contract=contract, **same).order_by("pk"):
        if waiting.content == content:
            return waiting
    proposal = TermsProposal.objects.create(
        community_id=scope.community_id, data_class=data_class,
        contract=contract, what=what, code=code, content=content, note=note.strip(),
        proposed_by_id=scope.person_id, party_id=scope.party_id, proposed_at=now,
    )  # fmt: skip
    record(TermsProposed(proposal_uid=proposal.uid, what=what, code=code), scope=scope, at=now, subject=proposal)
    return proposal


def _open(scope: Scope, uid: UUID, expected_version: int | None) -> TermsProposal:
    proposal = TermsProposal.objects.within(scope).locked(uid, expected_version)
    scope.require(PROPOSE, contract=proposal.contract_id)
    if proposal.standing != "open":
        raise Refused(_("This has been decided already."))
    return proposal


def _written(scope: Scope, proposal: TermsProposal, now: datetime) -> UUID | None:
    """The uid of what the proposal became; an end becomes nothing of its own."""
    if proposal.what == MONTH:
        return months.freeze(scope, proposal, now=now)
    contract = Contract.objects.within(scope).get(pk=proposal.contract_id)
    content = proposal.content
    valid_from = date.fromisoformat(content["valid_from"])
    if proposal.what == CALENDAR:
        made = terms.write_calendar(
            scope, code=proposal.code, name=content["name"], definition=content["definition"], valid_from=valid_from,
            now=now,
        )  # fmt: skip
        return UUID(str(made.uid))
    if proposal.what in (INDEX, INDEX_RULE):
        write = indexing.write_run if proposal.what == INDEX else indexing.write_proposed_rule
        return write(scope, contract, proposal, now=now)
    if proposal.what == VOLUMES:
        return volumes.write_proposed_steps(scope, contract, proposal, now=now)
    if proposal.what in (CLAUSE, READING, OPTION):
        return wording.write_proposed(contract, proposal, now=now)
    if valid_from < parties.community_day(scope, now):
        raise Refused(_("The day from which it should hold has passed. Propose it again with a later day."))
    if proposal.what == RATES:
        return rates.write_rates(scope, contract, proposal, now=now)
    if proposal.what == PRICES:
        return volumes.write_proposed_prices(scope, contract, proposal, now=now)
    if proposal.what == POLICY_END:
        terms.end_policy(scope, contract, proposal.code, valid_from=valid_from, now=now)
        return None
    return UUID(str(terms.write_policy(scope, contract, draft_from(content), now=now).uid))


def _decide(proposal: TermsProposal, standing: str, scope: Scope, now: datetime) -> None:
    proposal.standing, proposal.decided_by_id, proposal.decided_at = standing, scope.person_id, now
    proposal.save_changes("standing", "decided_by", "decided_at", "answer", "result_uid")
