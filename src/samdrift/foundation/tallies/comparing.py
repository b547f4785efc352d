"""Holding sums against the raw rows: some days counted again, and the coarse rows against the fine ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from samdrift.foundation.tallies.counting import Place, by_key, counted, how_many, places_of, reach
from samdrift.foundation.tallies.days import month_of, next_month
from samdrift.foundation.tallies.models import DAY, FULL, MONTH, PLACE, WHOLE, StaleTally, Tally
from samdrift.foundation.tallies.registry import TallySource, sources

NIGHTS = 28
"""In how many nights each month is looked at once, day by day; the newest days are every night."""
NEWEST = 7


@dataclass(frozen=True, slots=True)
class Difference:
    """A month whose sums are not what they should be: a rule's code, the source, and which month or day."""

    rule: str
    source: str
    day: date


def compare(community_id: int, moment: datetime, nights: int = NIGHTS) -> tuple[int, list[Difference]]:
    """Hold a community's sums against its raw rows: how many days were counted again, and what differs.

    Every month's whole is counted each night, the days of a month once in four weeks, the last days every night. What
    is noted as stale is not looked at: it is about to be counted anyway.

    Args:
        nights: In how many nights each month is looked at once, day by day; 1 for all of them now.
    """
    looked = 0
    found: list[Difference] = []
    for place in places_of(moment, community_id):
        for source in sources().values():
            days, differing = _of_source(source, place, nights)
            looked, found = looked + days, [*found, *differing]
    return looked, found


def _of_source(source: TallySource, place: Place, nights: int) -> tuple[int, list[Difference]]:
    span = reach(source, place)
    today = place.today
    found = [Difference("coarse", source.name, month) for month in _uneven(source, place)]
    looked = 0
    for month in _months(span, source, place):
        first, after = month, next_month(month)
        if (month.year * 12 + month.month) % nights != today.toordinal() % nights:
            first, after = max(first, today - timedelta(days=NEWEST)), min(after, today + timedelta(days=1))
        if first < after:
            looked += (after - first).days
            found += [Difference("day", source.name, day) for day in differing_days(source, place, first, after)]
        if not _total_holds(source, place, month):
            found.append(Difference("total", source.name, month))
    return looked, found


def _months(span: tuple[date, date] | None, source: TallySource, place: Place) -> Iterator[date]:
    rows = Tally.objects.filter(source=source.name, contract_id=place.contract_id, grain=MONTH, level=WHOLE)
    months = set(rows.values_list("day", flat=True))
    if span is not None:
        month = month_of(span[0])
        while month < span[1]:
            months.add(month)
            month = next_month(month)
    yield from sorted(months)


def differing_days(source: TallySource, place: Place, first: date, after: date) -> list[date]:
    """The days whose sums are not those of the raw rows, but those noted as stale."""
    raw = by_key(counted(source, place, first, after))
    rows = Tally.objects.filter(
        source=source.name, contract_id=place.contract_id, grain=DAY, level=FULL, day__gte=first, day__lt=after
    )
    names = ("day", "unit_id", "site_id", "line", "kind", "count", "numerator", "amount")
    kept = {tuple(row[:5]): tuple(row[5:]) for row in rows.values_list(*names)}
    differing = {key[0] for key in raw.keys() | kept.keys() if raw.get(key) != kept.get(key)}
    return sorted(differing - _stale(source, place, first, after))


def _stale(source: TallySource, place: Place, first: date, after: date) -> set[date]:
    rows = StaleTally.objects.filter(source=source.name, contract_id=place.contract_id, day__gte=first, day__lt=after)
    return set(rows.values_list("day", flat=True))


def _total_holds(source: TallySource, place: Place, month: date) -> bool:
    """Whether a month's rows are in its total, by number alone: cheap enough for every month every night."""
    after = next_month(month)
    if source.counting is not None or _stale(source, place, month, after):
        return True
    raw = how_many(source, place, month, after)
    rows = Tally.objects.filter(source=source.name, contract_id=place.contract_id, grain=MONTH, level=WHOLE, day=month)
    return raw == (rows.aggregate(n=Sum("count"))["n"] or 0)


def _uneven(source: TallySource, place: Place) -> list[date]:
    """The months whose coarse rows are not the sum of their finest days."""
    rows = Tally.objects.filter(source=source.name, contract_id=place.contract_id).order_by()
    told: dict[date, set[tuple[int, ...]]] = {}
    sums: dict[tuple[date, int, int], tuple[int, ...]] = {}
    grouped = rows.values("grain", "level", "day").annotate(a=Sum("count"), b=Sum("numerator"), c=Sum("amount"))
    for grain, level, day, *parts in grouped.values_list("grain", "level", "day", "a", "b", "c"):
        key = (month_of(day), grain, level)
        before = sums.get(key, (0, 0, 0))
        sums[key] = tuple(one + other for one, other in zip(before, parts, strict=True))
    months = {month for month, _grain, _level in sums}
    for month in months:
        told[month] = {
            sums.get((month, grain, level), (0, 0, 0)) for grain in (DAY, MONTH) for level in (WHOLE, PLACE, FULL)
        }  # fmt: skip
    return sorted(month for month, several in told.items() if len(several) > 1)
