"""What the contract says, for other systems: clauses as known on a day, options, facts and obligations."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema, Status
from pydantic import Field

from samdrift.foundation.api import IdempotencyKey, Moment, repeatable
from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest
from samdrift.registers.contracts import queries, rules
from samdrift.registers.contracts.api.prices import Known
from samdrift.registers.contracts.api.terms import Note, TermsProposalOut, router, shown
from samdrift.registers.contracts.commands import wording_proposals
from samdrift.registers.contracts.commands.wording import ClauseDraft, OptionDraft
from samdrift.registers.contracts.queries import wording
from samdrift.registers.parties import public as parties

Number = Annotated[str, Field(max_length=20)]


class ClauseOut(Schema):
    """A clause as it holds, how both parties read it, and whether one of them finds it not working."""

    uid: UUID
    number: str
    edition: int
    title: str
    text: str
    valid_from: date
    recorded_at: Moment
    readings: list[str]
    not_working: bool


class ContractOptionOut(Schema):
    """An option; the deadline is the last working day at or before the day written."""

    uid: UUID
    version: int
    code: str
    name: str
    ends_on: date
    exercise_by: date
    deadline: date
    consequence: str
    exercised_at: Moment | None


class ContractFactOut(Schema):
    """What a source states of something; `differ` says that another states otherwise."""

    uid: UUID
    version: int
    about: str
    value: str
    source: str
    verified: bool
    differ: bool
    recorded_at: Moment


class ObligationOut(Schema):
    """What a side owes, and the next day it owes it; none where it was due once and is kept."""

    uid: UUID
    code: str
    side: str
    text: str
    clause: str
    every_months: int
    next_due: date | None
    kept: list[date]


class ClauseIn(Schema):
    """A clause to propose, new or as the next edition."""

    number: Number
    title: Annotated[str, Field(max_length=160)]
    text: Annotated[str, Field(max_length=8000)]
    valid_from: date
    note: Note = ""


class ClauseReadingIn(Schema):
    """How a clause is read."""

    number: Number
    text: Annotated[str, Field(max_length=2000)]
    note: Note = ""


@router.get("/contracts/{uid}/clauses", response=list[ClauseOut], operation_id="contract_clauses", summary="Clauses")
def clause_list(request: ScopedRequest, uid: UUID, day: date | None = None, known: Known = None) -> Any:
    """The clauses as they hold on a day, as known at a moment."""
    scope = request.scope
    contract = queries.contract_by_uid(scope, uid)
    clauses = wording.clauses_on(scope, contract, day or parties.community_day(scope, now()), known)
    notes = wording.notes_of(scope, contract, known_at=known)
    flagged = wording.not_working(clauses, notes)
    names = ("uid", "number", "edition", "title", "text", "valid_from", "recorded_at")
    return [
        {
            **{name: getattr(one, name) for name in names}, "not_working": one.number in flagged,
            "readings": [note.text for note in notes if note.kind == "reading" and note.clause == one.number],
        }
        for one in clauses
    ]  # fmt: skip


@router.get(
    "/contracts/{uid}/options", response=list[ContractOptionOut], operation_id="contract_options", summary="Options"
)
def option_list(request: ScopedRequest, uid: UUID, known: Known = None) -> Any:
    """The options as known at a moment, the one to be used first on top."""
    contract = queries.contract_by_uid(request.scope, uid)
    holidays = wording.holidays_of(request.scope.community_id)
    names = ("uid", "version", "code", "name", "ends_on", "exercise_by", "consequence", "exercised_at")
    return [
        {**{name: getattr(one, name) for name in names}, "deadline": rules.deadline(one.exercise_by, holidays)}
        for one in wording.options_of(request.scope, contract, known)
    ]


class ContractOptionIn(Schema):
    """An option to propose: until when the contract runs once it is used, and by when it has to be."""

    code: Number
    name: Annotated[str, Field(max_length=160)]
    ends_on: date
    exercise_by: date
    consequence: Annotated[str, Field(max_length=600)] = ""
    clause: Number = ""
    note: Note = ""


@router.post(
    "/contracts/{uid}/options", response={201: TermsProposalOut}, operation_id="contract_option_propose",
    summary="Propose an option",
)  # fmt: skip
def option_propose(request: ScopedRequest, uid: UUID, said: ContractOptionIn, key: IdempotencyKey = None) -> Any:
    """Propose a right to run the contract longer; it holds once the other party accepts."""

    def do() -> str:
        draft = OptionDraft(**said.model_dump(exclude={"note"}))
        return str(wording_proposals.propose_option(request.scope, uid, draft, now=now(), note=said.note).uid)

    return Status(201, shown(request, UUID(repeatable(request, key, do))))


@router.get("/contracts/{uid}/facts", response=list[ContractFactOut], operation_id="contract_facts", summary="Facts")
def fact_list(request: ScopedRequest, uid: UUID, known: Known = None) -> Any:
    """What sources state, as known at a moment, each beside what others state of the same."""
    contract = queries.contract_by_uid(request.scope, uid)
    names = ("uid", "version", "about", "value", "source", "verified", "recorded_at")
    return [
        {**{name: getattr(row, name) for name in names}, "differ": fact.differ}
        for fact in wording.facts_of(request.scope, contract, known)
        for row in fact.rows
    ]


@router.get(
    "/contracts/{uid}/obligations", response=list[ObligationOut], operation_id="contract_obligations",
    summary="Obligations",
)  # fmt: skip
def obligation_list(request: ScopedRequest, uid: UUID, known: Known = None) -> Any:
    """What each side owes beside its daily work, as known at a moment, the most urgent first."""
    contract = queries.contract_by_uid(request.scope, uid)
    names = ("uid", "code", "side", "text", "clause", "every_months")
    return [
        {**{name: getattr(one, name) for name in names}, "next_due": due, "kept": [row.due_on for row in kept]}
        for one, due, kept in wording.obligations_of(request.scope, contract, known)
    ]


@router.post(
    "/contracts/{uid}/clauses", response={201: TermsProposalOut}, operation_id="contract_clause_propose",
    summary="Propose a clause",
)  # fmt: skip
def clause_propose(request: ScopedRequest, uid: UUID, said: ClauseIn, key: IdempotencyKey = None) -> Any:
    """Propose a clause or its next edition; it holds from its day on once the other party accepts."""

    def do() -> str:
        draft = ClauseDraft(**said.model_dump(exclude={"note"}))
        return str(wording_proposals.propose_clause(request.scope, uid, draft, now=now(), note=said.note).uid)

    return Status(201, shown(request, UUID(repeatable(request, key, do))))


@router.post(
    "/contracts/{uid}/readings", response={201: TermsProposalOut}, operation_id="contract_reading_propose",
    summary="Propose how a clause is read",
)  # fmt: skip
def reading_propose(request: ScopedRequest, uid: UUID, said: ClauseReadingIn, key: IdempotencyKey = None) -> Any:
    """Propose what both parties understand a clause to say; its words stay."""

    def do() -> str:
        made = wording_proposals.propose_reading(
            request.scope, uid, said.number, said.text, now=now(), note=said.note
        )  # fmt: skip
        return str(made.uid)

    return Status(201, shown(request, UUID(repeatable(request, key, do))))
