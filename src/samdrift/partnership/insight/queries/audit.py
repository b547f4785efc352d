"""What an auditor asks of a contract's year, each question with its answer and the rows it rests on.

The questions are those public auditors asked of such contracts (features.md §0.2): is there a clear basis for control,
was it delivered in quantity and quality, were targets verified, was the economy followed up; and, of an evaluation,
whether tasks were closed without being done and deadlines moved without the other party's word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q

from samdrift.foundation.checks import public as checks
from samdrift.foundation.scope import Scope
from samdrift.operations.disputes import public as disputes
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
    rows = performance.KpiDefinition.objects.within(scope).filter(
        contract=contract_id, standing="accepted", valid_from__lt=date(year + 1, 1, 1)
    )  # fmt: skip
    newest = dict(rows.order_by("valid_from", "number").values_list("code", "source"))
    return Terms(len(newest), sum(not source.startswith("none") for source in newest.values()))


def _months(scope: Scope, contract_id: int, year: int) -> Months:
    rows = performance.KpiResult.objects.within(scope).filter(
        contract=contract_id, month__gte=date(year, 1, 1), month__lt=date(year + 1, 1, 1)
    )  # fmt: skip
    told = rows.aggregate(
        n=Count("pk", filter=Q(latest=True)), corrected=Count("pk", filter=Q(latest=True, number__gt=1)),
        disputed=Count("pk", filter=Q(latest=True, state="disputed")),
    )  # fmt: skip
    periods = performance.KpiPeriod.objects.within(scope).filter(contract=contract_id, month__year=year, state="frozen")
    return Months(periods.count(), told["n"], told["corrected"], told["disputed"])


def _paid(scope: Scope, contract_id: int, year: int) -> Paid:
    rows = invoicing.Invoice.objects.within(scope).filter(
        contract=contract_id, month__gte=date(year, 1, 1), month__lt=date(year + 1, 1, 1), kind="invoice",
        state__in=WRITTEN,
    )  # fmt: skip
    hands = Q(approved_by__isnull=False) & (Q(approved_by=F("matched_by")) | Q(approved_by=F("accepted_by")))
    told = rows.aggregate(
        n=Count("pk"), accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
        approved=Count("pk", filter=Q(approved_at__isnull=False)), same=Count("pk", filter=hands),
        disputed=Count("pk", filter=Q(disputed_minor__gt=0)),
    )  # fmt: skip
    return Paid(told["n"], told["accepted"], told["approved"], told["same"], told["disputed"])


def _moved(scope: Scope, contract_id: int, year: int) -> Moved:
    rows = disputes.Proposal.objects.within(scope).filter(
        service_request__contract=contract_id, kind="deadline", proposed_at__year=year
    )  # fmt: skip
    told = rows.aggregate(
        n=Count("pk"), yes=Count("pk", filter=Q(state="accepted")),
        no=Count("pk", filter=Q(state__in=("refused", "withdrawn"))),
        waiting=Count("pk", filter=Q(state="open")),
    )  # fmt: skip
    return Moved(told["n"], told["yes"], told["no"], told["waiting"])


def look_ends(scope: Scope, day: date) -> date | None:
    """The last day of the reader's own role as an auditor; None where they have none that ends."""
    rows = parties.RoleAssignment.objects.within(scope).filter(
        employment=scope.employment_id or 0, role="AUD", state="granted", valid_to__gte=day
    )  # fmt: skip
    return rows.order_by("-valid_to").values_list("valid_to", flat=True).first()


def share(part: int, of: int) -> Decimal | None:
    """A part of a whole; None of nothing."""
    return Decimal(part) / of if of else None
