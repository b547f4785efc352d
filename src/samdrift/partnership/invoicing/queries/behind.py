"""What stands behind a line: price, stretches, the volume's steps, what was done there, and the events of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from samdrift.foundation.events.public import history_of, tell
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.fees import PriceTerms, VolumeStep
from samdrift.operations.work import public as work
from samdrift.partnership.invoicing.models import InvoiceLine
from samdrift.partnership.invoicing.queries.gathering import month_between
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

MOST_EVENTS = 20
DONE = ("done", "verified", "closed")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of the month on which neither volume nor price changed."""

    first_day: date
    last_day: date
    quantity: Decimal
    price: Decimal
    factor: Decimal
    year_fee: Decimal

    @property
    def days(self) -> int:
        """How many calendar days."""
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True, slots=True)
class Behind:
    """Everything the page of a line shows."""

    terms: PriceTerms | None
    stretches: list[Stretch]
    steps: list[VolumeStep]
    orders_done: int | None
    told: list[dict[str, Any]]


def behind(scope: Scope, line: InvoiceLine) -> Behind:
    """What stands behind a line that was looked up through the gate, as known when its invoice was made."""
    invoice = line.invoice
    terms, steps = None, list[VolumeStep]()
    if line.source == "volume":
        terms = contracts.price_book(invoice.contract_id, invoice.last_day, invoice.known_at).get(line.reference)
        found = contracts.volume_steps(invoice.contract_id, [invoice.unit_id], invoice.known_at)
        own = [one for one in found if one.item == line.reference and one.on <= invoice.last_day]
        here = (line.site_id, line.setting)
        steps = [one for one in own if line.site_id is None or (one.site_id, one.setting) == here]
    uids = _uids([line.reference, *line.evidence, *(step.reference for step in steps)])
    records = list(history_of(scope, *uids)[:MOST_EVENTS]) if uids else []
    told = [
        {"text": one.text, "at": record.happened_at, "icon": one.icon, "tone": one.tone}
        for record, one in zip(records, tell(scope, records, scope.language), strict=True)
    ]
    return Behind(terms, [_stretch(row) for row in line.stretches], steps, _done(line), told)


def _stretch(row: list[str]) -> Stretch:
    first, last, *figures = row
    return Stretch(date.fromisoformat(first), date.fromisoformat(last), *(Decimal(one) for one in figures))


def _uids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _done(line: InvoiceLine) -> int | None:
    """How much work of the service was finished at the place in the month; None for a line of no one place."""
    if line.site_id is None:
        return None
    zone = parties.Community.objects.values_list("timezone", flat=True).get(pk=line.community_id)
    begins, ends = month_between(line.invoice.month, zone)
    with everywhere(reason="how much was done behind a line the reader has been let through to: a number"):
        rows = work.WorkOrder.objects.filter(
            contract=line.invoice.contract_id, site=line.site_id, line_code=line.line_code, state__in=DONE,
            done_at__gte=begins, done_at__lt=ends,
        )  # fmt: skip
        return rows.count()
