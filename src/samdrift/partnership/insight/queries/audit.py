"""What an auditor asks of a contract's year, each question with its answer and the rows it rests on.

The questions are those public auditors asked of such contracts (features.md §0.2): is there a clear basis for control,
was it delivered in quantity and quality, were targets verified, was the economy followed up; and, of an evaluation,
whether tasks were closed without being done and deadlines moved without the other party's word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from samdrift.foundation.checks import public as checks
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.operations.disputes import public as disputes
from samdrift.partnership.insight.queries.counting import moments, totals
from samdrift.partnership.insight.queries.telling import whole
from samdrift.partnership.insight.registry import Asked, Cell, of_house
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.performance import public as performance
from samdrift.registers.parties import public as parties

WRITTEN = ("issued", "received", "matched", "queried", "credited", "approved", "paid")
SHOWN = (
    "planned.done", "statutory.done", "rounds.delivered", "promises.kept", "requests.reopened",
    "requests.satisfaction", "cost.budget", "cost.invoiced", "savings.verified", "credits.net",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """What control rests on: definitions both parties agreed to, and those of them that count something."""

    definitions: int
    measured: int


@dataclass(frozen=True, slots=True)
class Months:
    """How the year's months were verified: frozen by both, entries corrected and disputed afterwards."""

    frozen: int
    entries: int
    corrected: int
    disputed: int


@dataclass(frozen=True, slots=True)
class Paid:
    """How the year's invoices went: by whom they were matched, accepted and approved."""

    invoices: int
    accepted: int
    approved: int
    same_hands: int
    disputed: int


@dataclass(frozen=True, slots=True)
class Moved:
    """Deadlines and other things one party asked the other to agree to."""

    asked: int
    agreed: int
    refused: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Answers:
    """The year, as far as the reader may see it: what is None is not theirs to see."""

    terms: Terms
    months: Months
    paid: Paid
    moved: Moved
    checks: Mapping[str, str]
    cells: dict[str, Cell]
    rows: dict[str, str]

    @property
    def wrong(self) -> int:
        """Nightly checks that found something or could not count."""
        return sum(state in ("found", "failed") for state in self.checks.values())


def answers(scope: Scope, contract_id: int, year: int) -> Answers:
    """A year of a contract, in as many reads as there are questions."""
    asked = Asked(contract_id=contract_id, since=date(year, 1, 1), until=date(year + 1, 1, 1))
    known = of_house(scope, SHOWN)
    return Answers(
        _terms(scope, contract_id, year), _months(scope, contract_id, year), _paid(scope, contract_id, year),
        _moved(scope, contract_id, year), checks.last_states(scope) if scope.may("checks.view") else {},
        {code: whole(scope, code, asked) for code in known},
        {code: one.rows(scope, asked) for code, one in known.items() if one.rows},
    )  # fmt: skip


def _terms(scope: Scope, contract_id: int, year: int) -> Terms:
    newest = dict(_DEFINED.rows(scope, None, contract_id, date(year + 1, 1, 1)))
    return Terms(len(newest), sum(not source.startswith("none") for source in newest.values()))


def _defined(scope: Scope, _form: None, contract_id: int, until: date) -> QuerySet[Any, Any]:
    rows = performance.KpiDefinition.objects.within(scope).filter(
        contract=contract_id, standing="accepted", valid_from__lt=until
    )  # fmt: skip
    return rows.order_by("valid_from", "number").values_list("code", "source")


def _months(scope: Scope, contract_id: int, year: int) -> Months:
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    entries, corrected, disputed = _ENTRIES.first(scope, None, contract_id, first, after) or (0, 0, 0)
    return Months(_FROZEN.first(scope, None, contract_id, first, after) or 0, entries, corrected, disputed)


def _entries(scope: Scope, _form: None, contract_id: int, first: date, after: date) -> QuerySet[Any, Any]:
    rows = performance.KpiResult.objects.within(scope).filter(
        contract=contract_id, month__gte=first, month__lt=after, latest=True
    )  # fmt: skip
    return totals(
        rows, n=Count("pk"), corrected=Count("pk", filter=Q(number__gt=1)),
        disputed=Count("pk", filter=Q(state="disputed")),
    )  # fmt: skip


def _frozen(scope: Scope, _form: None, contract_id: int, first: date, after: date) -> QuerySet[Any, Any]:
    rows = performance.KpiPeriod.objects.within(scope).filter(
        contract=contract_id, month__gte=first, month__lt=after, state="frozen"
    )  # fmt: skip
    return totals(rows, n=Count("pk")).values_list("n", flat=True)


def _paid(scope: Scope, contract_id: int, year: int) -> Paid:
    # Nothing is told at all where the reader's reach leaves no row to ask for.
    counts = _INVOICED.first(scope, None, contract_id, date(year, 1, 1), date(year + 1, 1, 1))
    return Paid(*(counts or (0, 0, 0, 0, 0)))


def _invoiced(scope: Scope, _form: None, contract_id: int, first: date, after: date) -> QuerySet[Any, Any]:
    rows = invoicing.Invoice.objects.within(scope).filter(
        contract=contract_id, month__gte=first, month__lt=after, kind="invoice", state__in=WRITTEN
    )  # fmt: skip
    hands = Q(approved_by__isnull=False) & (Q(approved_by=F("matched_by")) | Q(approved_by=F("accepted_by")))
    return totals(
        rows, n=Count("pk"), accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
        approved=Count("pk", filter=Q(approved_at__isnull=False)), same=Count("pk", filter=hands),
        disputed=Count("pk", filter=Q(disputed_minor__gt=0)),
    )  # fmt: skip


def _moved(scope: Scope, contract_id: int, year: int) -> Moved:
    begin, _end = moments(scope, Asked(contract_id=contract_id, since=date(year, 1, 1), until=date(year + 1, 1, 1)))
    return Moved(*(_PROPOSED.first(scope, None, contract_id, begin, _end) or (0, 0, 0, 0)))


def _proposed(scope: Scope, _form: None, contract_id: int, begin: datetime, end: datetime) -> QuerySet[Any, Any]:
    rows = disputes.Proposal.objects.within(scope).filter(
        service_request__contract=contract_id, kind="deadline", proposed_at__gte=begin, proposed_at__lt=end
    )  # fmt: skip
    return totals(
        rows, n=Count("pk"), yes=Count("pk", filter=Q(state="accepted")),
        no=Count("pk", filter=Q(state__in=("refused", "withdrawn"))),
        waiting=Count("pk", filter=Q(state="open")),
    )  # fmt: skip


_DEFINED: Shaped[tuple[str, str]] = Shaped(_defined)
_ENTRIES: Shaped[tuple[int, int, int]] = Shaped(_entries)
_FROZEN: Shaped[int] = Shaped(_frozen)
_INVOICED: Shaped[tuple[int, int, int, int, int]] = Shaped(_invoiced)
_PROPOSED: Shaped[tuple[int, int, int, int]] = Shaped(_proposed)


def look_ends(scope: Scope, day: date) -> date | None:
    """The last day of the reader's own role as an auditor; None where they have none that ends."""
    return _ENDS.first(scope, None, scope.employment_id or 0, day)


def _own_role(scope: Scope, _form: None, employment_id: int, day: date) -> QuerySet[Any, Any]:
    rows = parties.RoleAssignment.objects.within(scope).filter(
        employment=employment_id, role="AUD", state="granted", valid_to__gte=day
    )  # fmt: skip
    return rows.order_by("-valid_to").values_list("valid_to", flat=True)[:1]


_ENDS: Shaped[date] = Shaped(_own_role)


def share(part: int, of: int) -> Decimal | None:
    """A part of a whole; None of nothing."""
    return Decimal(part) / of if of else None
