"""What a contract says: its clauses as they hold or held, how they are read, its options, facts and obligations."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.contracts import rules
from samdrift.registers.contracts.models import (
    Clause,
    ClauseNote,
    Contract,
    ContractFact,
    ContractOption,
    Holiday,
    IndexRule,
    Obligation,
    ObligationKept,
    PriceItem,
    SlaPolicy,
)

Said = TypeVar("Said", ClauseNote, ContractOption, ContractFact, Obligation, ObligationKept)


def _known(rows: QuerySet[Said], known_at: datetime | None) -> QuerySet[Said]:
    return rows if known_at is None else rows.filter(recorded_at__lte=known_at)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stated of one thing, and whether the sources differ."""

    about: str
    rows: tuple[ContractFact, ...]
    differ: bool


def clauses_on(
    scope: Scope, contract: Contract, day: date, known_at: datetime | None = None
) -> list[Clause]:  # fmt: skip
    """The clauses as they hold on a day, as known at a moment, in the order the contract counts."""
    rows = Clause.objects.within(scope).filter(contract=contract, valid_from__lte=day)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    held = {row.number: row for row in rows.order_by("edition")}
    return sorted(held.values(), key=lambda row: counted(row.number))


def clause_editions(scope: Scope, contract: Contract, number: str) -> list[Clause]:
    """Every edition of a clause, the newest first.

    Raises:
        DoesNotExist: The contract has no such clause.
    """
    rows = list(Clause.objects.within(scope).filter(contract=contract, number=number).order_by("-edition"))
    if not rows:
        raise Clause.DoesNotExist
    return rows


def notes_of(scope: Scope, contract: Contract, number: str = "", known_at: datetime | None = None) -> list[ClauseNote]:
    """Readings and reports of one clause or all, as known at a moment, the newest first, with who wrote them."""
    rows = _known(ClauseNote.objects.within(scope).filter(contract=contract), known_at).select_related("party")
    return list((rows.filter(clause=number) if number else rows).order_by("-recorded_at", "-pk"))


def not_working(clauses: list[Clause], notes: list[ClauseNote]) -> set[str]:
    """Clauses one party finds not working and nobody has changed or read anew since."""
    since = {clause.number: clause.recorded_at for clause in clauses}
    for note in reversed(notes):
        if note.kind == "reading":
            since[note.clause] = max(note.recorded_at, since.get(note.clause, note.recorded_at))
    return {
        note.clause for note in notes
        if note.kind == "not_working" and note.clause in since and note.recorded_at > since[note.clause]
    }  # fmt: skip


def ruled_by(scope: Scope, contract: Contract, number: str) -> list[tuple[str, str, str]]:
    """The rules, prices and index rules that name a clause: what they are, their code, and how the clause is named."""
    found = [
        ("policy", row.code, row.clause)
        for row in SlaPolicy.objects.within(scope)
        .filter(contract=contract, superseded_at__isnull=True)
        .order_by("code")
        if names(row.clause, number)
    ]
    for kind, model in (("prices", PriceItem), ("index", IndexRule)):
        rows = model.objects.within(scope).filter(contract=contract).order_by("code", "number")
        newest = {row.code: row.clause for row in rows}
        found += [(kind, code, clause) for code, clause in newest.items() if names(clause, number)]
    return found


def names(clause: str, number: str) -> bool:
    """Whether the words of a rule's clause name this one: “7.3” in “7.3, table 1”, and not in “17.3” or “7.31”."""
    words = clause.replace(",", " ").replace(";", " ").replace("(", " ").replace(")", " ").split()
    return number in words


def options_of(scope: Scope, contract: Contract, known_at: datetime | None = None) -> list[ContractOption]:
    """The options of a contract as known at a moment, the one to be used first on top."""
    rows = _known(ContractOption.objects.within(scope).filter(contract=contract), known_at)
    found = list(rows.order_by("exercise_by", "pk"))
    for row in found:
        if known_at is not None and row.exercised_at is not None and row.exercised_at > known_at:
            row.exercised_at = None  # read only: nobody uses an option on a page of the past
    return found


def facts_of(scope: Scope, contract: Contract, known_at: datetime | None = None) -> list[Facts]:
    """What is stated of each thing as known at a moment, the newest first; sources that differ are all shown."""
    grouped: dict[str, list[ContractFact]] = {}
    for row in _known(ContractFact.objects.within(scope).filter(contract=contract), known_at).order_by("about", "-pk"):
        if known_at is not None and row.verified_at is not None and row.verified_at > known_at:
            row.verified = False
        grouped.setdefault(row.about, []).append(row)
    return [
        Facts(about, tuple(sorted(rows, key=lambda row: not row.verified)), len({row.value for row in rows}) > 1)
        for about, rows in grouped.items()
    ]


def obligations_of(
    scope: Scope, contract: Contract, known_at: datetime | None = None
) -> list[tuple[Obligation, date | None, list[ObligationKept]]]:
    """Each obligation with its next day that is not kept, the most urgent first, and when it was kept."""
    kept: dict[int, list[ObligationKept]] = {}
    said = _known(ObligationKept.objects.within(scope).filter(contract=contract), known_at)
    for row in said.order_by("-due_on"):
        kept.setdefault(row.obligation_id, []).append(row)
    found = []
    for one in _known(Obligation.objects.within(scope).filter(contract=contract), known_at).order_by("code"):
        done = kept.get(one.pk, [])
        found.append((one, rules.next_due(one.due_on, one.every_months, {row.due_on for row in done}), done))
    return sorted(found, key=lambda row: (row[1] is None, row[1] or date.max, row[0].code))


def holidays_of(community_id: int) -> frozenset[date]:
    """The days that are holidays of any set the community keeps."""
    with everywhere(reason="which days are holidays, to count a deadline back from"):
        rows = Holiday.objects.filter(community=community_id, superseded_at__isnull=True)
        return frozenset(rows.values_list("on", flat=True))


def counted(number: str) -> tuple[tuple[int, int, str], ...]:
    """A clause's number as it sorts: 7.3 before 7.10."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in number.split("."))
