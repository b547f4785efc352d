"""Definitions and remedies: proposed by one party, accepted by the other, holding from the first of a month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Scope
from samdrift.partnership.performance import events
from samdrift.partnership.performance.models import KpiDefinition, KpiPeriod, Proposed, RemedyTermsVersion
from samdrift.partnership.performance.queries import sources
from samdrift.partnership.performance.queries.telling import definition_told, remedies_told, terms_told
from samdrift.partnership.performance.rules import periods
from samdrift.partnership.performance.rules.remedies import UnreadableTerms, terms_from
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

DEFINE = "performance.define"
LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionDraft:
    """What a figure should mean; fields as `KpiDefinition` has them."""

    code: str
    name: Mapping[str, str]
    counted: Mapping[str, str]
    source: str
    target: Decimal
    valid_from: date
    per: str = "contract"
    line_code: str = ""
    clause: str = ""
    lower_is_better: bool = False
    scale: int = 100
    unit_word: str = "%"
    edges: tuple[str, str, str] = ("2", "5", "10")
    stretch: Decimal | None = None
    low_volume_under: int = 20
    fewest: int = 1
    weight: Decimal = Decimal(0)
    remedy_group: str = ""
    earns_back: bool = True
    published: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyDraft:
    """Remedies as `rules.remedies.terms_from` reads them."""

    valid_from: date
    terms: Mapping[str, Any] = field(default_factory=dict)


def check_definition(draft: DefinitionDraft) -> None:
    """Raise Invalid, naming the field, unless a month could be counted by it."""
    wrong: dict[str, object] = {}
    for name in ("name", "counted"):
        if any(not getattr(draft, name).get(language, "").strip() for language in LANGUAGES):
            wrong[name] = _("Write it in all three languages.")
    if not draft.code.strip() or len(draft.code) > 12:
        wrong["code"] = _("A code has 1 to 12 characters.")
    if not sources.known(draft.source):
        wrong["source"] = _("There is no such source.")
    if draft.per not in ("contract", "unit") or (draft.per == "unit" and not sources.per_unit(draft.source)):
        wrong["per"] = _("This is not counted by district.")
    if draft.valid_from.day != 1:
        wrong["valid_from"] = _("A definition holds from the first day of a month.")
    wrong |= _wrong_numbers(draft)
    if wrong:
        raise Invalid(wrong)


def _wrong_numbers(draft: DefinitionDraft) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if not 0 <= draft.weight <= 100:
        wrong["weight"] = _("A weight is a share from 0 to 100 %.")
    if not 0 <= draft.target <= 10**6:
        wrong["target"] = _("A target is 0 or more.")
    edges = [Decimal(edge) for edge in draft.edges]
    if edges != sorted(edges) or edges[0] < 0:
        wrong["edges"] = _("Each edge lies further behind the target than the one before.")
    if draft.stretch is not None and (draft.stretch > draft.target) == draft.lower_is_better:
        wrong["stretch"] = _("The stretch level is better than the target.")
    return wrong


@transaction.atomic
def propose_definition(
    scope: Scope, contract_uid: UUID, draft: DefinitionDraft, *, now: datetime, note: str = ""
) -> KpiDefinition:
    """Propose a definition, new or the next version of its code.

    Raises:
        DoesNotExist: No such contract within the scope.
        Invalid: A month could not be counted by it.
        NotAllowed: The actor may not propose terms of this contract.
        Refused: One waits for an answer, or its month is measured already.
    """
    contract = contracts.contract_by_uid(scope, contract_uid)
    scope.require(DEFINE, contract=contract.pk)
    check_definition(draft)
    _ahead(scope, contract.pk, draft.valid_from, now)
    rows = KpiDefinition.objects.within(scope).filter(contract=contract, code=draft.code)
    _none_waits(rows)
    row = _definition(scope, contract.pk, draft, rows.count() + 1)
    return _propose(row, scope, note, now)  # type: ignore[return-value]


@transaction.atomic
def propose_remedies(
    scope: Scope, contract_uid: UUID, draft: RemedyDraft, *, now: datetime, note: str = ""
) -> RemedyTermsVersion:
    """Propose how misses become money from a month on. Errors as for `propose_definition`."""
    contract = contracts.contract_by_uid(scope, contract_uid)
    scope.require(DEFINE, contract=contract.pk)
    if draft.valid_from.day != 1:
        raise Invalid({"valid_from": _("Remedies hold from the first day of a month.")})
    try:
        terms_from(draft.terms)
    except UnreadableTerms as error:
        raise Invalid({error.field: _("This is none of the values it may have.")}) from error
    _ahead(scope, contract.pk, draft.valid_from, now)
    rows = RemedyTermsVersion.objects.within(scope).filter(contract=contract)
    _none_waits(rows)
    row = RemedyTermsVersion(
        community_id=scope.community_id, contract=contract, number=rows.count() + 1, valid_from=draft.valid_from,
        terms=dict(draft.terms), data_class="D2",
    )  # fmt: skip
    return _propose(row, scope, note, now)  # type: ignore[return-value]


@transaction.atomic
def answer_terms(
    scope: Scope, uid: UUID, move: str, *, expected_version: int | None, now: datetime, answer: str = ""
) -> Proposed:
    """Accept or refuse what the other party proposed, or withdraw one's own.

    Args:
        move: accept, refuse (with an answer) or withdraw.

    Raises:
        DoesNotExist: No such proposal within the scope.
        Invalid: No reason is given for a refusal, or there is no such move.
        NotAllowed: It is for the other party, or the actor may not agree terms.
        Refused: It is decided already, or its month has been measured meanwhile.
        Stale: It changed meanwhile.
    """
    row = _waiting(scope, uid, expected_version)
    scope.require(DEFINE, contract=row.contract_id)
    mine = row.party_id == scope.party_id or row.proposed_by_id == scope.person_id
    if move not in ("accept", "refuse", "withdraw"):
        raise Invalid({"move": _("Choose what you want to do.")})
    if mine != (move == "withdraw"):
        raise NotAllowed(_("The other party decides; the one that proposed it may take it back."))
    if move == "refuse" and not answer.strip():
        raise Invalid({"answer": _("Say why, so that they can propose something better.")})
    if row.standing != "open":
        raise Refused(_("This is decided already."))
    if move == "accept":
        _not_measured_yet(scope, row.contract_id, row.valid_from)
        if row.valid_from <= parties.community_day(scope, now):
            raise Refused(_("Its first month has begun. Propose it anew from a month ahead."))
    row.standing = {"accept": "accepted", "refuse": "refused", "withdraw": "withdrawn"}[move]
    row.answer, row.decided_at, row.decided_by_id = answer.strip()[:LONGEST], now, scope.person_id
    row.save_changes("standing", "answer", "decided_at", "decided_by")
    what, code = _named(row)
    event = events.TermsAnswered(
        terms_uid=row.uid, what=what, code=code, number=row.number, standing=row.standing,
        written=(terms_told(row),) if move == "accept" else (),
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    return row


def _waiting(scope: Scope, uid: UUID, expected_version: int | None) -> KpiDefinition | RemedyTermsVersion:
    rows = KpiDefinition.objects.within_permission(scope, DEFINE)
    if rows.filter(uid=uid).exists():
        return rows.locked(uid, expected_version)
    return RemedyTermsVersion.objects.within_permission(scope, DEFINE).locked(uid, expected_version)


def _none_waits(rows: Any) -> None:
    if rows.filter(standing="open").exists():
        raise Refused(_("One version waits for an answer already."))


def _ahead(scope: Scope, contract_id: int, valid_from: date, now: datetime) -> None:
    """Terms are agreed for months ahead: nobody works under terms they did not know."""
    _not_measured_yet(scope, contract_id, valid_from)
    if valid_from <= parties.community_day(scope, now):
        raise Invalid({"valid_from": _("Let it hold from the first of a month ahead.")})


def _not_measured_yet(scope: Scope, contract_id: int, valid_from: date) -> None:
    """What a month was counted by stays: new terms begin after the last month both parties have looked at."""
    later = KpiPeriod.objects.within(scope).filter(contract=contract_id, month__gte=valid_from)
    if later.exclude(state=periods.OPEN).exists():
        raise Refused(_("Figures of that month stand already; let it hold from a later one."))


def _definition(scope: Scope, contract_id: int, draft: DefinitionDraft, number: int) -> KpiDefinition:
    return KpiDefinition(
        community_id=scope.community_id, contract_id=contract_id, number=number, code=draft.code,
        name=dict(draft.name), counted=dict(draft.counted), source=draft.source, per=draft.per,
        line_code=draft.line_code, clause=draft.clause, target=draft.target, lower_is_better=draft.lower_is_better,
        scale=draft.scale, unit_word=draft.unit_word, edges=list(draft.edges), stretch=draft.stretch,
        low_volume_under=draft.low_volume_under, fewest=draft.fewest, weight=draft.weight,
        remedy_group=draft.remedy_group, earns_back=draft.earns_back, published=draft.published,
        valid_from=draft.valid_from,
    )  # fmt: skip


def _propose(
    row: KpiDefinition | RemedyTermsVersion, scope: Scope, note: str, now: datetime
) -> KpiDefinition | RemedyTermsVersion:
    row.note, row.proposed_by_id, row.party_id, row.proposed_at = note[:LONGEST], scope.person_id, scope.party_id, now
    row.save(force_insert=True)
    what, code = _named(row)
    event = events.TermsProposed(
        terms_uid=row.uid, what=what, code=code, number=row.number, valid_from=row.valid_from
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    return row


def _named(row: KpiDefinition | RemedyTermsVersion) -> tuple[str, str]:
    return ("definition", row.code) if isinstance(row, KpiDefinition) else ("remedies", "")


@transaction.atomic
def agree_at_signing(
    scope: Scope, contract_id: int, drafts: list[DefinitionDraft], remedies: RemedyDraft, *, now: datetime
) -> None:
    """Write down what both parties signed with the contract itself: the first version of each definition and remedy.

    Raises:
        NotAllowed: The actor may not record contracts.
    """
    scope.require("contracts.write", contract=contract_id)
    agreed: dict[str, Any] = {"standing": "accepted", "proposed_at": now, "decided_at": now}
    rows = []
    for draft in drafts:
        check_definition(draft)
        row = _definition(scope, contract_id, draft, 1)
        for name, value in agreed.items():
            setattr(row, name, value)
        rows.append(row)
    KpiDefinition.objects.bulk_create(rows)
    terms_from(remedies.terms)
    signed = RemedyTermsVersion.objects.create(
        community_id=scope.community_id, contract_id=contract_id, number=1, valid_from=remedies.valid_from,
        terms=dict(remedies.terms), data_class="D2", standing="accepted", proposed_at=now, decided_at=now,
    )  # fmt: skip
    event = events.TermsSigned(
        count=len(rows), written=(*(definition_told(row) for row in rows), remedies_told(signed))
    )
    record(event, scope=scope, at=now, subject=signed)
