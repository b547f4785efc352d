"""Changes and closures as bundles hold them: month by month what is still paid, paid once, or given back."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from samdrift.foundation.scope import everywhere
from samdrift.kernel import scaling
from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.form import decimal_text
from samdrift.kernel.notice_table import row_from
from samdrift.operations.bundles import public as bundles
from samdrift.partnership.scaling import rules
from samdrift.partnership.scaling.models import ChangeLine, ChangeOrder, Closure
from samdrift.partnership.scaling.queries import charges

KEPT, ONE_OFF, CLOSED = "kept", "one_off", "closed"


def changed_in(contract_id: int, first_days: Sequence[date]) -> bundles.Behind:
    """What changes and closures put on the invoices of some months, and all orders and closures there ever were."""
    with everywhere(reason="the open book of a month is the same for both parties"):
        orders = ChangeOrder.objects.filter(contract=contract_id)
        closures = Closure.objects.filter(contract=contract_id)
        rows = [row for first in first_days for row in _of_month(contract_id, first)]
        subjects = [
            *orders.exclude(accepted_at=None).values_list("uid", flat=True),
            *closures.values_list("uid", flat=True),
        ]
    return bundles.Behind({form.CHANGES: rows}, [UUID(str(uid)) for uid in subjects])


def _of_month(contract_id: int, first: date) -> Iterator[dict[str, str]]:
    yield from _kept(contract_id, first)
    yield from _one_offs(contract_id, first)
    yield from _closed(contract_id, first)


def _row(first: date, reference: object, kind: str, place: int, **values: str) -> dict[str, str]:
    told = {"month": f"{first:%Y-%m}", "reference": str(reference), "kind": kind, "place": str(place)}
    return dict.fromkeys(form.COLUMNS[form.CHANGES], "") | told | values


def _kept(contract_id: int, first: date) -> Iterator[dict[str, str]]:
    lines = ChangeLine.objects.filter(order__contract=contract_id, order__state__in=rules.AGREED)
    places: dict[int, int] = {}
    for line in lines.select_related("order", "unit", "site").order_by("order", "pk"):
        places[line.order_id] = places.get(line.order_id, 0) + 1
        row, reduction = row_from(line.row), line.year_before - line.year_after
        if not row.remanence or reduction <= 0:
            continue
        slices = [one for one in scaling.remanence_by_month(row, line.on) if one.month == first]
        amount = scaling.kept_minor(reduction, first, slices)
        if amount:
            yield _row(
                first, line.order.uid, KEPT, places[line.order_id], item=line.item, unit=line.unit.code,
                site=line.site.code if line.site else "", line=line.line_code, on=line.on.isoformat(),
                year_amount=decimal_text(reduction), share=decimal_text(slices[0].share), days=str(slices[0].days),
                of_days=str(slices[0].of_days), amount_minor=str(amount),
            )  # fmt: skip


def _one_offs(contract_id: int, first: date) -> Iterator[dict[str, str]]:
    codes = dict(
        ChangeOrder.objects.filter(contract=contract_id).values_list("uid", "unit__code")
    )  # fmt: skip
    for charge in charges.charges_of_month(contract_id, first):
        if charge.code == "scaling.one_off":
            yield _row(
                first, charge.reference, ONE_OFF, 0, unit=codes[UUID(charge.reference)], line=charge.line,
                amount_minor=str(charge.amount_minor),
            )  # fmt: skip


def _closed(contract_id: int, first: date) -> Iterator[dict[str, str]]:
    rows = Closure.objects.filter(contract=contract_id, state="told", settled_by="credit")
    for closure in rows.select_related("unit", "site").order_by("pk"):
        for place, one in enumerate(closure.credits, start=1):
            if one["month"] == first.isoformat() and one["amount_minor"]:
                yield _row(
                    first, closure.uid, CLOSED, place, unit=closure.unit.code, site=closure.site.code,
                    line=closure.line_code, year_amount=decimal_text(Decimal(one["year_fee"])),
                    share=decimal_text(Decimal(one["share"])), days=str(one["days"]),
                    of_days=str(one["of"]), amount_minor=str(-one["amount_minor"]),
                )  # fmt: skip
