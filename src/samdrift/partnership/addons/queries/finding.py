"""What signs are looked for in: add-ons of the last weeks, requests ordered as included, hours and visits done."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import TruncMonth

from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import Key, PriceTerms
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from samdrift.partnership.addons import rules
from samdrift.partnership.addons.models import AddOn, AddOnSign
from samdrift.partnership.addons.rules.signs import Month, month_before
from samdrift.registers.contracts import public as contracts

ZERO = Decimal(0)
WHY = "what is done beyond what is ordered, looked for across the gate; each sign is shown through its own"
Place = tuple[int, str]  # site and service line


def repeats(contract_id: int, since: date) -> dict[tuple[int, str, str], list[tuple[date, int | None]]]:
    """By site, line and code the days of add-ons from a day on, each with the party that keeps it to itself."""
    found: dict[tuple[int, str, str], list[tuple[date, int | None]]] = defaultdict(list)
    with everywhere(reason=WHY):
        rows = AddOn.objects.filter(contract=contract_id, happened_on__gte=since).exclude(
            state__in=(rules.WITHDRAWN, rules.AGREED)
        )
        columns = ("site_id", "line_code", "code", "happened_on", "owner_party_id")
        for site, line, code, day, owner in rows.order_by("happened_on", "pk").values_list(*columns):
            found[site, line, code].append((day, owner))
    return dict(found)


def included_requests(contract_id: int, since: date, at_least: int) -> dict[Place, tuple[int, datetime, datetime]]:
    """Where requests of a line were taken as included from a day on: how many, the first and the last."""
    begins = datetime.combine(since, time(), tzinfo=UTC)
    with everywhere(reason=WHY):
        rows = requests.ServiceRequest.objects.filter(
            contract=contract_id, received_at__gte=begins, entitlement="included", site__isnull=False,
            data_class__in=("D0", "D1"),
        ).exclude(state__in=("cancelled", "duplicate", "declined", "rejected"))  # fmt: skip
        found = rows.values("site_id", "line_code").order_by("site_id", "line_code").annotate(
            many=Count("pk"), first=Min("received_at"), last=Max("received_at")
        ).filter(many__gte=at_least)  # fmt: skip
        return {(one["site_id"], one["line_code"]): (one["many"], one["first"], one["last"]) for one in found}


def without_volume(
    places: Collection[Place], volumes: Mapping[Key, Decimal], book: Mapping[str, PriceTerms],
    units: Mapping[int, int | None],
) -> list[Place]:  # fmt: skip
    """The places without a volume of the line in force, neither their own nor of their whole unit.

    A line nobody orders by the place at all (a service desk, a fleet) is no sign at any.
    """
    ordered: dict[str, set[int]] = defaultdict(set)
    whole: dict[str, set[int]] = defaultdict(set)
    for (item, unit_id, site_id, _setting), many in volumes.items():
        if many > 0 and item in book:
            (ordered if site_id is not None else whole)[book[item].line].add(
                site_id if site_id is not None else unit_id
            )
    return [
        (site, line) for site, line in places
        if ordered.get(line) and site not in ordered[line] and units.get(site) not in whole.get(line, set())
    ]  # fmt: skip


def months_done(contract_id: int, until: date, months: int) -> dict[tuple[int, str, str], dict[date, Month]]:
    """By site, line and unit ("hour", "visit") what was ordered and done in the full months before a day."""
    first = until.replace(day=1)
    for _each in range(months):
        first = month_before(first)
    done: dict[tuple[int, str, str], dict[date, Decimal]] = defaultdict(dict)
    with everywhere(reason=WHY):
        spent = work.WorkLine.objects.filter(
            kind="time", worked_on__gte=first, worked_on__lt=until.replace(day=1), work_order__contract=contract_id,
            work_order__site__isnull=False, work_order__data_class__in=("D0", "D1"),
        ).exclude(work_order__kind="extra")  # fmt: skip
        hours = spent.annotate(month=TruncMonth("worked_on")).values(
            "work_order__site_id", "work_order__line_code", "month"
        ).order_by().annotate(minutes=Sum("minutes"))  # fmt: skip
        for row in hours:
            key = (row["work_order__site_id"], row["work_order__line_code"], "hour")
            done[key][row["month"]] = Decimal(row["minutes"] or 0) / 60
        visits = work.WorkOrder.objects.filter(
            contract=contract_id, kind__in=("round", "planned"), state__in=("done", "verified", "closed"),
            done_at__gte=datetime.combine(first, time(), tzinfo=UTC),
            done_at__lt=datetime.combine(until.replace(day=1), time(), tzinfo=UTC), site__isnull=False,
        )  # fmt: skip
        counted = visits.annotate(month=TruncMonth("done_at", tzinfo=UTC)).values("site_id", "line_code", "month")
        for one in counted.order_by().annotate(many=Count("pk", filter=Q(data_class__in=("D0", "D1")))):
            done[one["site_id"], one["line_code"], "visit"][one["month"].date()] = Decimal(one["many"])
    return _with_ordered(contract_id, done)


def _with_ordered(
    contract_id: int, done: Mapping[tuple[int, str, str], Mapping[date, Decimal]]
) -> dict[tuple[int, str, str], dict[date, Month]]:
    """What was done beside a twelfth of what is ordered a year at the place, as it stood when the month began."""
    months = sorted({month for some in done.values() for month in some})
    ordered: dict[tuple[int, str, str, date], Decimal] = defaultdict(lambda: ZERO)
    steps = contracts.volume_steps(contract_id) if months else []
    book = contracts.price_book(contract_id, months[-1]) if months else {}
    for step in steps:
        terms = book.get(step.item)
        if terms is None or step.site_id is None or terms.unit not in ("hour", "visit"):
            continue
        for month in months:
            if step.on <= month:
                ordered[step.site_id, terms.line, terms.unit, month] += step.change / 12
    return {
        key: {month: Month(month, ordered[(*key, month)], many) for month, many in some.items()}
        for key, some in done.items()
        if any(ordered[(*key, month)] > 0 for month in some)
    }


def open_signs(contract_id: int) -> dict[tuple[str, int, str, str], AddOnSign]:
    """The signs nobody has answered, by kind, site, line and what they are about."""
    with everywhere(reason=WHY):
        rows = AddOnSign.objects.filter(contract=contract_id, standing="open")
        return {(row.kind, row.site_id, row.line_code, row.about): row for row in rows.order_by("pk")}


def answered_until(contract_id: int) -> dict[tuple[str, int, str, str], date]:
    """Until which day signs were answered: after that the counting begins anew."""
    with everywhere(reason=WHY):
        rows = AddOnSign.objects.filter(contract=contract_id).exclude(standing="open")
        found = rows.values("kind", "site_id", "line_code", "about").order_by().annotate(until=Max("last_day"))
        return {(one["kind"], one["site_id"], one["line_code"], one["about"]): one["until"] for one in found}


def since_of(today: date, within_days: int) -> date:
    """From which day on things are looked at."""
    return today - timedelta(days=within_days)
