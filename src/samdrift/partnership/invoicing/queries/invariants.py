"""What must always hold of invoices: sums, sources, and that units together are the contract (domain.md §2.22)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, Sum

from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import NoPrice
from samdrift.kernel.invoice_checks import unallocated
from samdrift.kernel.invoices import KINDS
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, InvoiceRun
from samdrift.registers.contracts import public as contracts

MONTHS = 3
REASON = "the nightly check of what must always hold of invoices"
PAST = ("matched", "approved", "paid")


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that should not be: which rule, of what, and by how much."""

    rule: str  # sums, sources, units
    uid: UUID
    code: str
    amount_minor: int


def broken(community_id: int) -> list[Broken]:
    """Everything that does not hold in a community; empty when all is well."""
    with everywhere(reason=REASON):
        return [*_sums(community_id), *_sources(community_id), *_units(community_id)]


def looked_at(community_id: int) -> int:
    """How many documents and months the check counts again."""
    with everywhere(reason=REASON):
        documents = Invoice.objects.filter(community=community_id).exclude(state="rejected").count()
        months = InvoiceRun.objects.filter(community=community_id, state="ready").values("contract", "month").distinct()
        return documents + min(MONTHS, months.count())


def _sums(community_id: int) -> Iterator[Broken]:
    """A document's net is the exact sum of its lines."""
    rows = Invoice.objects.filter(community=community_id).exclude(state="rejected")
    sums = dict(
        InvoiceLine.objects.filter(community=community_id).values_list("invoice").annotate(total=Sum("amount_minor"))
    )
    for pk, uid, number, net in rows.order_by("pk").values_list("pk", "uid", "number", "net_minor"):
        if sums.get(pk, 0) != net:
            yield Broken("sums", uid, number, sums.get(pk, 0) - net)
    over = rows.filter(paid_minor__gt=F("gross_minor") - F("credited_minor")).filter(credited_minor=0)
    for uid, number, gross, paid in over.values_list("uid", "number", "gross_minor", "paid_minor"):
        yield Broken("sums", uid, number, paid - gross)


def _sources(community_id: int) -> Iterator[Broken]:
    """Nothing goes on to payment that nothing stands behind (invariant 2)."""
    rows = InvoiceLine.objects.filter(community=community_id, invoice__state__in=PAST)
    rows = rows.filter(~Q(source__in=KINDS) | Q(reference=""))
    for uid, number, amount in rows.values_list("invoice__uid", "invoice__number", "amount_minor"):
        yield Broken("sources", uid, number, amount)


def _units(community_id: int) -> Iterator[Broken]:
    """The volumes of a month's units are together the contract's, by service (invariant 1)."""
    runs = InvoiceRun.objects.filter(community=community_id, state="ready").order_by("-month", "-asked_at")
    newest: dict[tuple[int, date], InvoiceRun] = {}
    for run in runs:
        newest.setdefault((run.contract_id, run.month), run)
    for run in list(newest.values())[:MONTHS]:
        try:
            left = unallocated(*_month(run))
        except NoPrice:
            left = {"": 0}
        for line, amount in left.items():
            yield Broken("units", run.uid, f"{run.month:%Y-%m} {line}", amount)


def _month(run: InvoiceRun) -> tuple[dict[str, int], list[dict[str, int]]]:
    """What a month comes to by service, each unit as known when its invoice was made, and what the units were billed.

    A unit whose invoice was sent back, and not made again yet, stands on neither side.
    """
    rows = Invoice.objects.filter(contract=run.contract_id, month=run.month, origin="written", credits=None)
    known = dict(rows.exclude(state="rejected").filter(supplements=None).values_list("unit", "known_at"))
    back = set(rows.filter(state="rejected").values_list("unit", flat=True)) - set(known)
    of_contract: dict[str, int] = defaultdict(int)
    for at in {run.asked_at, *known.values()}:
        for fee in contracts.fees_of_month(run.contract_id, run.month, known_at=at):
            if fee.unit_id not in back and known.get(fee.unit_id, run.asked_at) == at:
                of_contract[fee.line] += fee.amount_minor
    lines = InvoiceLine.objects.filter(invoice__in=rows.exclude(state="rejected"), source="volume")
    billed = lines.values_list("line_code").annotate(
        given=Sum("amount_minor", filter=Q(invoice__kind="invoice"), default=0),
        taken=Sum("amount_minor", filter=Q(invoice__kind="credit_note"), default=0),
    )  # fmt: skip
    return of_contract, [{line: given - taken} for line, given, taken in billed]
