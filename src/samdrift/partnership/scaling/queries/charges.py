"""What changes and closures put on a month's invoice beside the volumes: fees kept, credits, one-offs."""

from datetime import date, datetime
from decimal import Decimal

from samdrift.foundation.scope import everywhere
from samdrift.kernel import scaling
from samdrift.kernel.invoices import Charge
from samdrift.kernel.notice_table import row_from
from samdrift.partnership.scaling import rules
from samdrift.partnership.scaling.models import ChangeLine, ChangeOrder, Closure
from samdrift.partnership.scaling.queries.districts import District


def charges_of_month(contract_id: int, first_day: date, known_at: datetime | None = None) -> list[Charge]:
    """Every charge of a month, by change and line: what is kept of reductions, what closures give back, one-offs."""
    with everywhere(reason="what a month of a contract comes to; who may see it is asked where shown"):
        found = (one(contract_id, first_day, known_at) for one in (_kept, _one_offs, _closed))
        return [charge for charges in found for charge in charges]


def kept_of_year(place: District, year: int) -> int:
    """What a district still pays this year of reductions that hold already or will, in hundredths."""
    with everywhere(reason="what a district pays; whoever asks has been let through to it"):
        rows = ChangeLine.objects.filter(
            order__contract=place.contract.pk, unit__in=place.unit_ids, order__state__in=rules.AGREED,
            on__lt=date(year + 1, 1, 1), on__gt=date(year - 2, 12, 31),
        )  # fmt: skip
        found = [(row_from(line.row), line.year_before - line.year_after, line.on) for line in rows]
    total = 0
    for row, reduction, on in found:
        if row.remanence and reduction > 0:
            slices = scaling.remanence_by_month(row, on)
            months = {one.month for one in slices if one.month.year == year}
            total += sum(scaling.kept_minor(reduction, month, slices) for month in months)
    return total


def _kept(contract_id: int, first_day: date, known_at: datetime | None) -> list[Charge]:
    rows = ChangeLine.objects.filter(
        order__contract=contract_id, order__state__in=rules.AGREED, on__lt=scaling.add_months(first_day, 1),
        on__gt=scaling.add_months(first_day, -13),
    ).select_related("order").order_by("order__number", "pk")  # fmt: skip
    if known_at is not None:
        rows = rows.filter(order__accepted_at__lte=known_at)
    charges = []
    for line in rows:
        row, reduction = row_from(line.row), line.year_before - line.year_after
        if not row.remanence or reduction <= 0:
            continue
        slices = [one for one in scaling.remanence_by_month(row, line.on) if one.month == first_day]
        amount = scaling.kept_minor(reduction, first_day, slices)
        if amount:
            values = {
                "number": line.order.number, "reduction": f"{reduction:f}", "share": f"{slices[0].share:f}",
                "item": line.item, "on": line.on.isoformat(),
            }  # fmt: skip
            charges.append(_of_line(line, amount, "scaling.kept", values))
    return charges


def _of_line(line: ChangeLine, amount: int, code: str, values: dict[str, str]) -> Charge:
    uid = str(line.order.uid)
    return Charge("change", line.unit_id, line.site_id, line.line_code, amount, uid, code, values, (uid,))


def _one_offs(contract_id: int, first_day: date, known_at: datetime | None) -> list[Charge]:
    rows = ChangeOrder.objects.filter(
        contract=contract_id, state__in=rules.AGREED, first_day__gte=first_day,
        first_day__lt=scaling.add_months(first_day, 1),
    ).exclude(one_off_minor=0).order_by("number")  # fmt: skip
    if known_at is not None:
        rows = rows.filter(accepted_at__lte=known_at)
    firsts = dict(ChangeLine.objects.filter(order__in=rows).order_by("-pk").values_list("order", "line_code"))
    return [
        Charge("change", order.unit_id, None, firsts.get(order.pk, ""), order.one_off_minor, str(order.uid),
               "scaling.one_off", {"number": order.number}, (str(order.uid),))
        for order in rows
    ]  # fmt: skip


def _closed(contract_id: int, first_day: date, known_at: datetime | None) -> list[Charge]:
    rows = Closure.objects.filter(
        contract=contract_id, state="told", settled_by="credit", first_day__lt=scaling.add_months(first_day, 1),
        last_day__gte=first_day,
    ).order_by("first_day", "pk")  # fmt: skip
    if known_at is not None:
        rows = rows.filter(told_at__lte=known_at)
    charges = []
    for closure in rows:
        for credit in closure.credits:
            if credit["month"] == first_day.isoformat() and credit["amount_minor"]:
                values = {"days": str(credit["days"]), "of": str(credit["of"]), "fee": credit["year_fee"]}
                uid = str(closure.uid)
                charges.append(
                    Charge("change", closure.unit_id, closure.site_id, closure.line_code, -int(credit["amount_minor"]),
                           uid, "scaling.closed", {**values, "share": f"{Decimal(credit['share']):f}"}, (uid,))
                )  # fmt: skip
    return charges
