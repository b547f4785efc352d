"""Lists and sums of add-ons and signs, as far as one may see them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from samdrift.foundation.scope import Scope
from samdrift.kernel.scaling import add_months
from samdrift.partnership.addons import rules
from samdrift.partnership.addons.models import AddOn, AddOnNote, AddOnSign
from samdrift.partnership.addons.queries.terms import terms_on
from samdrift.partnership.addons.rules import sums

SHOWN_WITH = (
    "site", "space", "unit", "contract", "work_order", "service_request", "quote", "change", "scenario", "team",
)  # fmt: skip
VIEWS = {
    "open": rules.UNDECIDED, "waiting": rules.WAITING,
    "decided": (rules.CHARGED, rules.AGREED, rules.FORGIVEN, rules.STOPPED), "all": rules.STATES,
}  # fmt: skip
COUNTED = tuple(state for state in rules.STATES if state != rules.WITHDRAWN)
PRICES = "work.view_prices"
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Together:
    """What add-ons of a district and line come to: how many, how many without a price, in hundredths."""

    unit_id: int | None
    line_code: str
    currency: str
    many: int
    unpriced: int
    amount_minor: int
    given_minor: int
    charged_minor: int
    small_minor: int = 0
    crosses: bool = False


def add_ons_shown(scope: Scope) -> QuerySet[AddOn]:
    """Every add-on one may see, with what a list shows."""
    return AddOn.objects.within(scope).select_related("site", "unit", "contract")


def add_on_by_uid(scope: Scope, uid: UUID) -> AddOn:
    """One add-on with all its page shows.

    Raises:
        DoesNotExist: No such add-on within the scope.
    """
    return AddOn.objects.within(scope).select_related(*SHOWN_WITH).get(uid=uid)


def notes_of(scope: Scope, row: AddOn) -> list[AddOnNote]:
    """What the reader's own party wrote about it, in order."""
    return list(AddOnNote.objects.within(scope).filter(add_on=row).order_by("written_at", "pk"))


def same_here(scope: Scope, row: AddOn, *, most: int = 12) -> list[AddOn]:
    """Others of the same code and line at the same place, the newest first."""
    rows = AddOn.objects.within(scope).filter(site=row.site_id, line_code=row.line_code, code=row.code)
    return list(rows.exclude(pk=row.pk).exclude(state=rules.WITHDRAWN).order_by("-happened_on", "-pk")[:most])


def signs_shown(scope: Scope, *, most: int = 30) -> list[AddOnSign]:
    """Signs nobody has answered, the latest first."""
    rows = AddOnSign.objects.within(scope).filter(standing="open").select_related("site", "unit", "contract")
    return list(rows.order_by("-last_day", "-pk")[:most])


def by_month(scope: Scope, today: date, rows: QuerySet[AddOn]) -> list[tuple[date, int, int]]:
    """What add-ons of the last twelve months were worth: month, how many, hundredths; months without any too."""
    first = add_months(today.replace(day=1), 1 - MONTHS)
    found = rows.filter(happened_on__gte=first, state__in=COUNTED).annotate(month=TruncMonth("happened_on"))
    told = {
        one["month"]: (one["many"], one["amount"] or 0)
        for one in found.values("month").order_by("month").annotate(many=Count("pk"), amount=Sum("price_minor"))
    }
    months = [add_months(first, number) for number in range(MONTHS)]
    return [(month, *told.get(month, (0, 0))) for month in months]


def by_unit_and_line(scope: Scope, today: date, rows: QuerySet[AddOn]) -> list[Together]:
    """What add-ons of twelve months come to by unit and service line, the most first, small ones summed."""
    since = add_months(today, -MONTHS)
    held = rows.filter(happened_on__gt=since, happened_on__lte=today, state__in=COUNTED)
    given = Q(state=rules.FORGIVEN)
    grouped = held.values("unit_id", "line_code", "currency").order_by("unit_id", "line_code", "currency").annotate(
        many=Count("pk"), unpriced=Count("pk", filter=Q(price_minor__isnull=True)), amount=Sum("price_minor"),
        given=Sum("price_minor", filter=given),
        charged=Sum(Coalesce("offered_minor", "price_minor"), filter=Q(state=rules.CHARGED)),
    )  # fmt: skip
    small = _small(held, today)
    found = [
        Together(
            one["unit_id"], one["line_code"], one["currency"], one["many"], one["unpriced"], one["amount"] or 0,
            one["given"] or 0, one["charged"] or 0, *small.get((one["unit_id"], one["line_code"]), (0, False)),
        )
        for one in grouped
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.amount_minor, one.unit_id or 0, one.line_code))


def steps_around(scope: Scope, row: AddOn) -> list[sums.Step]:
    """The small add-ons of the row's unit and line before and with it, each with what they came to by then."""
    terms = terms_on(row.contract_id, row.happened_on)
    since = add_months(row.happened_on, -terms.window_months)
    rows = AddOn.objects.within(scope).filter(
        contract=row.contract_id, unit=row.unit_id, line_code=row.line_code, happened_on__gt=since,
        happened_on__lte=row.happened_on, state__in=_SUMMED, price_minor__isnull=False,
    )  # fmt: skip
    found = [sums.Small(day, amount or 0, str(uid)) for day, amount, uid in rows.values_list(*_SMALL)]
    return sums.steps(
        found, small_minor=terms.small_minor, together_minor=terms.together_minor, window_months=terms.window_months
    )


# What was charged or became ordered is no longer given away; all else small is summed.
_SUMMED = (rules.NOTED, rules.OPEN, rules.OFFERED, rules.PROPOSED, rules.FORGIVEN, rules.STOPPED)
_SMALL = ("happened_on", "price_minor", "uid")


def _small(held: QuerySet[AddOn], today: date) -> dict[tuple[int | None, str], tuple[int, bool]]:
    rows = held.filter(state__in=_SUMMED, price_minor__isnull=False).values_list(
        "contract_id", "unit_id", "line_code", *_SMALL
    )
    by_contract: dict[int, rules.Terms] = {}
    grouped: dict[tuple[int, int | None, str], list[sums.Small]] = {}
    for contract, unit, line, day, amount, uid in rows:
        grouped.setdefault((contract, unit, line), []).append(sums.Small(day, amount or 0, str(uid)))
    found: dict[tuple[int | None, str], tuple[int, bool]] = {}
    for (contract, unit, line), some in grouped.items():
        terms = by_contract.get(contract)
        if terms is None:
            terms = by_contract[contract] = terms_on(contract, today)
        told = sums.steps(
            some, small_minor=terms.small_minor, together_minor=terms.together_minor,
            window_months=terms.window_months,
        )  # fmt: skip
        total = sums.standing(told, today, window_months=terms.window_months)
        before = found.get((unit, line), (0, False))
        found[unit, line] = (before[0] + total, before[1] or total >= terms.together_minor)
    return found


def sees_prices(scope: Scope, row: AddOn) -> bool:
    """Whether the reader may see what an add-on is worth."""
    return scope.allows(
        PRICES, contract=row.contract_id, line=row.line_code, site=row.site_id, unit=row.unit_id, data_class="D2"
    )
