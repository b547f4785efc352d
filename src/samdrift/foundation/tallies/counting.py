"""Counting raw rows: one grouped question for the days, places, lines and kinds of one contract."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import BigIntegerField, CharField, Count, F, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from samdrift.foundation.scope import OPEN_CLASSES
from samdrift.foundation.tallies.days import LocalDay, Zones, groups
from samdrift.foundation.tallies.registry import Raw, TallySource

# What both parties read may not be told by subtraction either: rows of other classes are in no sum at all.
COUNTED = tuple(sorted(OPEN_CLASSES))
COLUMNS = ("t_day", "t_unit", "t_site", "t_line", "t_kind", "t_count", "t_numerator", "t_amount")
AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Place:
    """A contract with the clocks of its sites."""

    community_id: int
    contract_id: int
    zones: Zones
    today: date


def zones_of(community_id: int) -> Zones:
    """The time zones of a community and its sites; two reads."""
    sites = apps.get_model("estate", "Site")._base_manager.filter(community=community_id)
    community = apps.get_model("parties", "Community")._base_manager
    usual = community.values_list("timezone", flat=True).get(pk=community_id)
    return Zones(usual, {site: zone for site, zone in sites.values_list("pk", "timezone") if zone and zone != usual})


def place_of(community_id: int, contract_id: int, now: datetime) -> Place:
    """One contract; two reads."""
    zones = zones_of(community_id)
    return Place(community_id, contract_id, zones, zones.day_of(now, None))


def places_of(now: datetime, community_id: int | None = None) -> list[Place]:
    """Every contract, by its id."""
    rows = apps.get_model("contracts", "Contract")._base_manager.order_by("pk")
    if community_id is not None:
        rows = rows.filter(community=community_id)
    told: dict[int, Zones] = {}
    found = []
    for contract, community in rows.values_list("pk", "community_id"):
        if community not in told:
            told[community] = zones_of(community)
        found.append(Place(community, contract, told[community], told[community].day_of(now, None)))
    return found


def counted(
    source: TallySource, place: Place, first: date, after: date, sites: frozenset[int] | None = None
) -> Iterator[Raw]:
    """The sums of some days, from the raw rows."""
    if source.counting is not None:
        after = min(after, place.today + timedelta(days=1))
        if first < after:
            yield from source.counting(place.community_id, place.contract_id, first, after, sites)
        return
    for question in questions(source, place, first, after, sites):
        for row in question:
            yield Raw(*row)


def questions(
    source: TallySource, place: Place, first: date, after: date, sites: frozenset[int] | None = None
) -> list["QuerySet[Any]"]:
    """The grouped questions that count some days: one, but for clock changes and sites of other zones.

    No two of them give sums of the same day of the same site, but where the clock changed within it; see `by_key`.
    """
    return [_grouped(source, rows, day) for rows, day in _stretches(source, place, first, after, sites)]


def how_many(source: TallySource, place: Place, first: date, after: date) -> int:
    """How many rows count on some days, without telling them apart."""
    return sum(rows.count() for rows, _day in _stretches(source, place, first, after))


def _stretches(
    source: TallySource, place: Place, first: date, after: date, sites: frozenset[int] | None = None
) -> Iterator[tuple["QuerySet[Any]", Any]]:
    """The rows that count on some days, by what tells their day."""
    rows = _raw(source, place)
    if sites is not None:
        rows = _at(source, rows, sites)
    if not is_moment(source):
        yield rows.filter(**{f"{source.day}__gte": first, f"{source.day}__lt": after}), F(source.day)
        return
    for group in groups(place.zones, first, after):
        here = rows
        if not group.usual:
            here = rows.filter(**{f"{source.site}__in": group.sites})
        elif group.sites:
            here = rows.exclude(**{f"{source.site}__in": group.sites})
        for spell in group.spells:
            within = {f"{source.day}__gte": spell.begin, f"{source.day}__lt": spell.end}
            yield here.filter(**within), LocalDay(F(source.day), spell.seconds)


def _raw(source: TallySource, place: Place) -> "QuerySet[Any]":
    """The rows of a contract that count: open ones, of nobody's own."""
    assert source.rows is not None
    return source.rows().filter(
        source.counts, community=place.community_id, data_class__in=COUNTED, owner_party__isnull=True,
        **{source.contract: place.contract_id},
    )  # fmt: skip


def _at(source: TallySource, rows: "QuerySet[Any]", sites: frozenset[int]) -> "QuerySet[Any]":
    """Rows at some sites; 0 stands for those at none.

    Asked of the column itself only where an index has the site and then the day: SQLite would rather read all that a
    site ever had than one day of all sites, which at millions of rows is a thousand times as much.
    """
    wanted = [source.site.removesuffix("_id"), source.day]
    indexes = [one for one in rows.model._meta.indexes if one.condition is None]
    if not any([name.lstrip("-") for name in one.fields[:2]] == wanted for one in indexes):
        # "+ 0" hides the column from the planner, also where it is never empty.
        rows, here = rows.alias(t_at=Coalesce(F(source.site), Value(0)) + Value(0)), Q(t_at__in=sites)
    else:
        here = Q(**{f"{source.site}__in": sites - {0}})
        here = here | Q(**{f"{source.site}__isnull": True}) if 0 in sites else here
    return rows.filter(here)


def _grouped(source: TallySource, rows: "QuerySet[Any]", day: Any) -> "QuerySet[Any]":
    whole, text = BigIntegerField(), CharField(max_length=24)
    nothing = Value(0, output_field=whole)
    kind = Cast(source.kind, text) if source.kind is not None else Value("", output_field=text)
    told: QuerySet[Any] = rows.order_by().values(
        t_day=day, t_unit=Coalesce(F(source.unit), nothing), t_site=Coalesce(F(source.site), nothing),
        t_line=F(source.line), t_kind=kind,
    ).annotate(
        t_count=Count("pk"),
        t_numerator=source.numerator if source.numerator is not None else nothing,
        t_amount=source.amount if source.amount is not None else nothing,
    ).values_list(*COLUMNS)  # fmt: skip
    return told


def by_key(rows: Iterable[Raw]) -> dict[tuple[Any, ...], tuple[int, int, int]]:
    """The sums by day, unit, site, line and kind."""
    found: dict[tuple[Any, ...], tuple[int, int, int]] = {}
    for row in rows:
        key, sums = tuple(row[:5]), (row[5], row[6] or 0, row[7] or 0)
        before = found.get(key)
        found[key] = sums if before is None else (before[0] + sums[0], before[1] + sums[1], before[2] + sums[2])
    return found


def is_moment(source: TallySource) -> bool:
    """Whether its rows lie at moments rather than on days."""
    assert source.rows is not None
    return isinstance(source.rows().model._meta.get_field(source.day), models.DateTimeField)


def reach(source: TallySource, place: Place) -> tuple[date, date] | None:
    """The first day rows of a contract lie on and the day after the last; None where there are none."""
    if source.counting is not None:
        first = source.first_day(place.community_id, place.contract_id) if source.first_day else None
        return (first, place.today + timedelta(days=1)) if first is not None and first <= place.today else None
    rows = _raw(source, place).order_by()
    # One question each: asked for both at once SQLite reads the whole index.
    first, last = rows.aggregate(told=Min(source.day))["told"], rows.aggregate(told=Max(source.day))["told"]
    if first is None or last is None:
        return None
    if isinstance(first, datetime):  # a day of room on either side, whatever the zone
        return (first - timedelta(days=1)).date(), (last + timedelta(days=2)).date()
    return first, last + timedelta(days=1)


def lying(source: TallySource, subjects: Sequence[UUID], zones: Zones) -> set[tuple[int, int, date]]:
    """Where the rows of some subjects lie now, whether they count or not: contract, site, day."""
    found: set[tuple[int, int, date]] = set()
    if source.rows is None:
        return found
    rows = source.rows().filter(**{f"{source.day}__isnull": False})
    asked = [(column, start) for column in source.subject for start in range(0, len(subjects), AT_ONCE)]
    for column, start in asked:
        some = rows.filter(**{f"{column}__in": subjects[start : start + AT_ONCE]})
        for contract, site, at in some.values_list(source.contract, source.site, source.day):
            if contract is not None:
                found.add((contract, site or 0, zones.day_of(at, site) if isinstance(at, datetime) else at))
    return found
