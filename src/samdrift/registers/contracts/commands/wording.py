"""Clauses, readings, options, facts and obligations: what the contract says, agreed on or stated with its source."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.days import whole_day_words
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.contracts import queries, rules
from samdrift.registers.contracts.commands.versions import record_version
from samdrift.registers.contracts.events import (
    ClauseReported,
    FactStated,
    ObligationFulfilled,
    OptionDue,
    OptionExercised,
)
from samdrift.registers.contracts.models import (
    Clause,
    ClauseNote,
    Contract,
    ContractFact,
    ContractOption,
    Obligation,
    ObligationKept,
    TermsProposal,
)
from samdrift.registers.contracts.queries import wording
from samdrift.registers.parties import public as parties

WRITE, PROPOSE = "contracts.write", "contracts.propose"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseDraft:
    """A clause as it is written."""

    number: str
    title: str
    text: str
    valid_from: date


def check_clause(draft: ClauseDraft) -> None:
    """Raise Invalid unless the clause has a number, a title and a text."""
    wrong: dict[str, Any] = {}
    if not draft.number or len(draft.number) > 20 or " " in draft.number:
        wrong["number"] = _("Write the clause's number as the contract counts, such as 7.3.")
    if not draft.title.strip() or len(draft.title) > 160:
        wrong["title"] = _("Write a title of at most 160 characters.")
    if not draft.text.strip() or len(draft.text) > 8000:
        wrong["text"] = _("Write the clause's text.")
    if wrong:
        raise Invalid(wrong)


@transaction.atomic
def write_clause(scope: Scope, contract_id: int, draft: ClauseDraft, *, now: datetime) -> Clause:
    """Write a clause down while a contract is set up. NotAllowed, Invalid: as for what is proposed."""
    scope.require(WRITE, contract=contract_id)
    check_clause(draft)
    with everywhere(reason="the contract the actor has been let through to"):
        contract = Contract.objects.get(pk=contract_id)
    return _clause(contract, draft, now, None)


@transaction.atomic
def write_option(
    scope: Scope, contract_id: int, *, code: str, name: str, ends_on: date, exercise_by: date, consequence: str = "",
    clause: str = "", now: datetime,
) -> ContractOption:  # fmt: skip
    """Write an option down while a contract is set up."""
    scope.require(WRITE, contract=contract_id)
    return ContractOption.objects.create(
        community_id=scope.community_id, contract_id=contract_id, code=code, name=name, ends_on=ends_on,
        exercise_by=exercise_by, consequence=consequence, clause=clause, recorded_at=now,
    )  # fmt: skip


@transaction.atomic
def write_obligation(
    scope: Scope, contract_id: int, *, code: str, side: str, text: str, due_on: date, every_months: int = 0,
    clause: str = "", now: datetime,
) -> Obligation:  # fmt: skip
    """Write an obligation down while a contract is set up."""
    scope.require(WRITE, contract=contract_id)
    return Obligation.objects.create(
        community_id=scope.community_id, contract_id=contract_id, code=code, side=side, text=text, due_on=due_on,
        every_months=every_months, clause=clause, recorded_at=now,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionDraft:
    """A right to run the contract longer, as it is written."""

    code: str
    name: str
    ends_on: date
    exercise_by: date
    consequence: str = ""
    clause: str = ""


def check_option(contract: Contract, draft: OptionDraft, *, today: date) -> None:
    """Raise Invalid unless somebody could still use the option, and the contract would run longer by it."""
    wrong: dict[str, Any] = {}
    if not draft.code or len(draft.code) > 20 or " " in draft.code:
        wrong["code"] = _("Write a short code without blanks, such as O1.")
    if not draft.name.strip() or len(draft.name) > 160:
        wrong["name"] = _("Write a name of at most 160 characters.")
    if draft.exercise_by < today:
        wrong["exercise_by"] = _("The day to use it by lies ahead.")
    if draft.ends_on <= max(contract.ends_on, draft.exercise_by):
        wrong["ends_on"] = _("With an option the contract runs longer than now, and beyond the day to use it by.")
    if wrong:
        raise Invalid(wrong)


def _option(contract: Contract, proposal: TermsProposal, now: datetime) -> UUID:
    said = proposal.content
    draft = OptionDraft(
        code=proposal.code, name=said["name"], ends_on=date.fromisoformat(said["ends_on"]),
        exercise_by=date.fromisoformat(said["exercise_by"]), consequence=said["consequence"], clause=said["clause"],
    )  # fmt: skip
    check_option(contract, draft, today=now.astimezone(parties.zone_of_community(contract.community_id)).date())
    if ContractOption.objects.filter(contract=contract, code=draft.code).exists():
        raise Refused(_("There is already an option with the code %(code)s.") % {"code": draft.code})
    row = ContractOption.objects.create(
        community_id=contract.community_id, contract=contract, code=draft.code, name=draft.name, ends_on=draft.ends_on,
        exercise_by=draft.exercise_by, consequence=draft.consequence, clause=draft.clause, recorded_at=now,
        party_id=proposal.party_id,
    )  # fmt: skip
    return UUID(str(row.uid))


def write_proposed(contract: Contract, proposal: TermsProposal, *, now: datetime) -> UUID:
    """Let a clause, a reading or an option both parties agreed on hold; its uid."""
    content = proposal.content
    if proposal.what == "option":
        with everywhere(reason="the options of a contract the actor has been let through to"):
            return _option(contract, proposal, now)
    if proposal.what == "clause":
        day = date.fromisoformat(content["valid_from"])
        draft = ClauseDraft(number=proposal.code, title=content["title"], text=content["text"], valid_from=day)
        return UUID(str(_clause(contract, draft, now, proposal).uid))
    note = ClauseNote.objects.create(
        community_id=contract.community_id, contract=contract, clause=proposal.code, kind="reading",
        text=content["text"], recorded_at=now, party_id=proposal.party_id, proposal=proposal,
    )  # fmt: skip
    return UUID(str(note.uid))


@transaction.atomic
def report_clause(scope: Scope, contract_uid: UUID, number: str, text: str, *, now: datetime) -> ClauseNote:
    """Say that a clause does not work; it stays flagged until both change it or agree how to read it.

    Raises:
        DoesNotExist, NotAllowed: As for what is proposed.
        Invalid: It says nothing, or the contract has no such clause.
    """
    contract = _contract(scope, contract_uid)
    if not text.strip():
        raise Invalid({"text": _("Say what does not work.")})
    wording.clause_editions(scope, contract, number)
    note = ClauseNote.objects.create(
        community_id=scope.community_id, contract=contract, clause=number, kind="not_working", text=text.strip()[:2000],
        recorded_at=now, party_id=scope.party_id,
    )  # fmt: skip
    record(ClauseReported(contract_uid=contract.uid, clause=number), scope=scope, at=now, subject=contract)
    return note


@transaction.atomic
def exercise_option(
    scope: Scope, contract_uid: UUID, code: str, *, expected_version: int | None, now: datetime
) -> ContractOption:
    """Use an option: the contract runs until its day. For the customer, up to the deadline.

    Raises:
        DoesNotExist: No such option within the scope.
        NotAllowed: The actor is not the customer's contract manager.
        Refused, Stale: It is used already, its deadline has passed, or it changed meanwhile.
    """
    contract = _contract(scope, contract_uid)
    if scope.party_id != contract.customer_id:
        raise NotAllowed(_("The customer decides whether an option is used."))
    uid = ContractOption.objects.within(scope).values_list("uid", flat=True).get(contract=contract, code=code)
    option = ContractOption.objects.within(scope).locked(uid, expected_version)
    if option.exercised_at is not None:
        raise Refused(_("This option has been used already."))
    last = rules.deadline(option.exercise_by, wording.holidays_of(scope.community_id))
    if parties.community_day(scope, now) > last:
        raise Refused(_("It had to be used by %(day)s.") % {"day": whole_day_words(last)})
    option.exercised_at = now
    option.save_changes("exercised_at")
    after = contract.ends_on
    contract.ends_on = option.ends_on
    contract.save_changes("ends_on")
    record_version(scope, contract.pk, valid_from=after, note=f"{option.code}: {option.name}", now=now)
    event = OptionExercised(option_uid=option.uid, code=option.code, ends_on=option.ends_on)
    record(event, scope=scope, at=now, subject=contract)
    return option


@transaction.atomic
def tell_of_options(community_id: int, *, now: datetime) -> int:
    """Record the milestones that deadlines of unused options have reached, each once; how many there were."""
    told = 0
    scope = Scope(community_id=community_id)
    today, holidays = parties.community_day(scope, now), wording.holidays_of(community_id)
    with everywhere(reason="which options of a community have to be used soon"):
        rows = ContractOption.objects.filter(community=community_id, exercised_at__isnull=True)
        options = list(rows.select_related("contract").order_by("pk"))
    for option in options:
        last = rules.deadline(option.exercise_by, holidays)
        mark = rules.alert_for((last - today).days, option.told)
        if mark is None:
            continue
        option.told = mark
        option.save_changes("told")
        event = OptionDue(option_uid=option.uid, code=option.code, deadline=last, days=max((last - today).days, 0))
        record(event, scope=scope, at=now, subject=option.contract)
        told += 1
    return told


@transaction.atomic
def state_fact(
    scope: Scope, contract_uid: UUID, *, about: str, value: str, source: str, now: datetime,
    valid_from: date | None = None,
) -> ContractFact:  # fmt: skip
    """Write down what a source states; what another source states otherwise stays beside it.

    Raises:
        DoesNotExist, NotAllowed: As for what is proposed.
        Invalid: Something is missing: a fact has what it is about, a value and a source.
    """
    contract = _contract(scope, contract_uid)
    given = {"about": about.strip()[:80], "value": value.strip()[:200], "source": source.strip()[:200]}
    if missing := [name for name, text in given.items() if not text]:
        raise Invalid({name: _("Write what it is about, what is stated, and who states it.") for name in missing})
    fact = ContractFact.objects.create(
        community_id=scope.community_id, contract=contract, recorded_at=now, party_id=scope.party_id,
        valid_from=valid_from, about=given["about"], value=given["value"], source=given["source"],
    )  # fmt: skip
    record(FactStated(fact_uid=fact.uid, verified=False), scope=scope, at=now, subject=contract)
    return fact


@transaction.atomic
def verify_fact(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> ContractFact:
    """Say that a stated fact is right; for the party that did not state it.

    Raises:
        DoesNotExist: No such fact within the scope.
        NotAllowed: The actor's own party stated it, or they agree no terms.
    """
    fact = ContractFact.objects.within(scope).locked(uid, expected_version)
    scope.require(PROPOSE, contract=fact.contract_id)
    if fact.party_id == scope.party_id:
        raise NotAllowed(_("The other party verifies it: nobody verifies what their own side stated."))
    fact.verified, fact.verified_at = True, now
    fact.save_changes("verified", "verified_at")
    record(FactStated(fact_uid=fact.uid, verified=True), scope=scope, at=now, subject=fact.contract)
    return fact


@transaction.atomic
def keep_obligation(
    scope: Scope, contract_uid: UUID, code: str, *, due_on: date, evidence: str, now: datetime
) -> ObligationKept:
    """Say that an obligation was kept for one of its days; for the side that owes it.

    Raises:
        DoesNotExist: No such contract or obligation within the scope.
        NotAllowed: The other side owes it.
        Invalid: Nothing shows it, or it is not the obligation's next day.
    """
    contract = _contract(scope, contract_uid)
    owed = {row.code: (row, due) for row, due, _kept in wording.obligations_of(scope, contract)}
    if code not in owed:
        raise Obligation.DoesNotExist
    obligation, due = owed[code]
    owing = contract.customer_id if obligation.side == "customer" else contract.provider_id
    if scope.party_id != owing:
        raise NotAllowed(_("The side that owes it says when it is kept."))
    if not evidence.strip():
        raise Invalid({"evidence": _("Say by what it is seen: a document, a date, a number.")})
    if due != due_on:
        raise Invalid({"due_on": _("That is not the obligation's next day.")})
    kept = ObligationKept.objects.create(
        community_id=scope.community_id, contract=contract, obligation=obligation, due_on=due_on,
        evidence=evidence.strip()[:600], recorded_at=now, party_id=scope.party_id,
    )  # fmt: skip
    event = ObligationFulfilled(obligation_uid=obligation.uid, code=code, due_on=due_on)
    record(event, scope=scope, at=now, subject=contract)
    return kept


def _clause(contract: Contract, draft: ClauseDraft, now: datetime, proposal: TermsProposal | None) -> Clause:
    with everywhere(reason="the editions of a clause of a contract the actor has been let through to"):
        edition = Clause.objects.filter(contract=contract, number=draft.number).count() + 1
    return Clause.objects.create(
        community_id=contract.community_id, contract=contract, number=draft.number, edition=edition, title=draft.title,
        text=draft.text, valid_from=draft.valid_from, recorded_at=now, proposal=proposal,
        party_id=proposal.party_id if proposal else None,
    )  # fmt: skip


def _contract(scope: Scope, uid: UUID) -> Contract:
    contract = queries.contract_by_uid(scope, uid)
    scope.require(PROPOSE, contract=contract.pk)
    return contract
