"""The customer's controller recomputes an invoice from price book, volumes and charges, and sees every difference."""

from collections.abc import Hashable
from dataclasses import dataclass

from samdrift.foundation.scope import everywhere
from samdrift.kernel.invoice_checks import Difference, differences
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, LineDispute
from samdrift.partnership.invoicing.queries import late
from samdrift.partnership.invoicing.queries.gathering import gathered
from samdrift.registers.parties import public as parties

LATER = ("extra",)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many lines were recomputed, what they come to, and which are otherwise than billed."""

    lines: int
    billed_minor: int
    computed_minor: int
    differences: list[Difference]
    positions: dict[Hashable, int]
    names: dict[Hashable, dict[str, str]]


def recomputed(invoice: Invoice, lines: list[InvoiceLine]) -> Recomputed:
    """Every line of an invoice against what stands behind it, as it was known when the invoice was made.

    A document from elsewhere names no sites, so it is compared by item; a credit note with the queries it answers.

    Raises:
        NoPrice: A volume has no price.
    """
    if invoice.credits_id is not None:
        return _of_note(invoice, lines)
    zone = parties.Community.objects.values_list("timezone", flat=True).get(pk=invoice.community_id)
    sign = -1 if invoice.kind == "credit_note" else 1
    with everywhere(reason="what stands behind an invoice the reader has been let through to"):
        found = gathered(
            invoice.contract, invoice.month, known_at=invoice.known_at, zone=zone, unit_ids=[invoice.unit_id],
            billed_before=False,
        )  # fmt: skip
        if invoice.supplements_id is not None:
            before = late.sent_of(invoice.contract_id, invoice.unit_id, invoice.month, before=invoice.pk)
            found = late.still_due(before, found)
    by_item = invoice.origin == "received"
    computed: dict[Hashable, int] = {}
    names: dict[Hashable, dict[str, str]] = {}
    billed: dict[Hashable, int] = {}
    positions: dict[Hashable, int] = {}
    for line in lines:
        key = _key(line.source, line.reference, line.site_id, line.setting, by_item=by_item)
        billed[key] = billed.get(key, 0) + line.amount_minor
        positions.setdefault(key, line.position)
    for one in found:
        key = _key(one.source, one.reference, one.site_id, one.setting, by_item=by_item)
        if one.source in LATER and key not in billed:
            continue  # it may stand on another month's invoice: extra work written late, a credit given between runs
        computed[key] = computed.get(key, 0) + sign * one.amount_minor
        names.setdefault(key, dict(one.name))
    return Recomputed(
        len(lines), sum(billed.values()), sum(computed.values()), differences(billed, computed), positions, names
    )


def _of_note(note: Invoice, lines: list[InvoiceLine]) -> Recomputed:
    """A credit note gives back what was agreed on each query it answers, and nothing else."""
    with everywhere(reason="the queries behind a credit note the reader has been let through to"):
        rows = list(LineDispute.objects.filter(credit_note=note).select_related("line").order_by("pk"))
    billed: dict[Hashable, int] = {}
    computed: dict[Hashable, int] = {}
    names: dict[Hashable, dict[str, str]] = {}
    positions: dict[Hashable, int] = {}
    for line in lines:
        key: Hashable = line.corrects_id
        billed[key] = billed.get(key, 0) + line.amount_minor
        positions.setdefault(key, line.position)
    for row in rows:
        computed[row.line_id] = computed.get(row.line_id, 0) + abs(row.amount_minor)
        names.setdefault(row.line_id, dict(row.line.name))
    found = differences(billed, computed)
    return Recomputed(len(lines), sum(billed.values()), sum(computed.values()), found, positions, names)


def _key(source: str, reference: str, site: int | None, setting: str, *, by_item: bool) -> Hashable:
    return (source, reference) if by_item else (source, reference, site, setting)
