"""Rows into cells: one grouped statement however many rows, folded to the districts the figures are told by."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, DateTimeField, Q, QuerySet, Value
from django.db.models.functions import TruncMonth
from django.urls import reverse

from samdrift.foundation.datasets.public import Question, Where, datasets, in_order
from samdrift.foundation.questions import Shaped, Values
from samdrift.foundation.scope import Scope
from samdrift.foundation.tallies.public import Sums as TallySums
from samdrift.foundation.tallies.public import standing_sources, tallies
from samdrift.partnership.insight.queries.telling import remembered
from samdrift.partnership.insight.registry import Asked, Cell
from samdrift.partnership.performance import public as performance
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

Sums = dict[str, Decimal]
FOUR = Decimal("0.0001")
# What is restricted, or one party's own, is in no figure of a period: so both parties are told the same.
FOR_BOTH = Q(data_class__in=("D0", "D1"), owner_party__isnull=True)


def zone_of(scope: Scope) -> ZoneInfo:
    """The zone the community's days belong to."""
    return remembered(("zone", scope.community_id), lambda: parties.zone_of_community(scope.community_id))


def tops_of(scope: Scope) -> dict[int, int]:
    """For each unit the district its figures are told under."""
    return remembered(("tops", scope.community_id), lambda: performance.tops_of(scope.community_id))


def moments(scope: Scope, asked: Asked) -> tuple[datetime, datetime]:
    """The midnights the asked days begin and end with."""
    zone = zone_of(scope)
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (asked.since, asked.until))
    return begin, end


def months(asked: Asked) -> list[date]:
    """The first days of the months that begin within the asked days."""
    day = asked.since if asked.since.day == 1 else _after(asked.since)
    found = []
    while day < asked.until:
        found.append(day)
        day = _after(day)
    return found


def years(asked: Asked) -> range:
    """The calendar years the asked days lie in."""
    return range(asked.since.year, (asked.until - timedelta(days=1)).year + 1)


def _after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def narrowed(rows: QuerySet[Any], asked: Asked, *, unit: str = "unit", site: str = "site") -> QuerySet[Any]:
    """The rows of what was asked: the contract, units, sites and line; a column "" is one the rows do not have."""
    rows = rows.filter(contract=asked.contract_id)
    if asked.unit_ids is not None and unit:
        rows = rows.filter(**{f"{unit}__in": asked.unit_ids})
    if asked.site_ids is not None and site:
        rows = rows.filter(**{f"{site}__in": asked.site_ids})
    return rows.filter(line_code=asked.line) if asked.line else rows


def summed(
    scope: Scope, rows: QuerySet[Any], by: str, aggregates: Mapping[str, Aggregate], *, when: str = "",
    columns: Mapping[str, str] | None = None,
) -> dict[Any, Sums]:  # fmt: skip
    """Sums and counts of the rows by what was asked, districts folded.

    Args:
        aggregates: By name; only what may be added up.
        when: The column of days or moments a month is told from.
        columns: Of unit, site and line where they are called otherwise.
    """
    names = {"unit": "unit_id", "site": "site_id", "line": "line_code", **(columns or {})}
    rows = rows.order_by()
    if not by:
        return {None: _decimals(rows.aggregate(**aggregates))}
    column = names.get(by, "told_month")
    if by == "month" and column == "told_month":
        zone = zone_of(scope) if _is_moment(rows, when) else None
        rows = rows.annotate(told_month=TruncMonth(when, tzinfo=zone))
    found = rows.values(column).annotate(**aggregates).values_list(column, *aggregates)
    return folded(scope, by, ((row[0], dict(zip(aggregates, row[1:], strict=True))) for row in found))


def totals(rows: QuerySet[Any], **told: Aggregate) -> QuerySet[Any, Any]:
    """What all rows come to as a queryset of one row, whatever there is."""
    # Beside a number that is the same for all, nothing is told apart.
    whole: QuerySet[Any, Any] = rows.order_by().annotate(told=Value(0)).values("told").annotate(**told)
    return whole.values_list(*told)


class Counting:
    """What a figure's rows come to by what is asked, counted with a statement written once for each shape of that.

    Args:
        rows: (scope, what is asked, *values) → the rows; of what was asked and of the values it may only compare
            with them, see `Shaped`.
        told: What is counted and added up, by name; what compares with the values is a function of them.
        when: The column of days or moments a month is told from.
        columns: Of unit, site and line where they are called otherwise.
    """

    def __init__(
        self, rows: Callable[..., QuerySet[Any]], told: Mapping[str, Aggregate | Callable[..., Aggregate]], *,
        when: str = "", columns: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._rows, self._told, self._when = rows, told, when
        self._columns = {"unit": "unit_id", "site": "site_id", "line": "line_code", **(columns or {})}
        self._statements: Shaped[Any] = Shaped(self._asked)

    def sums(self, scope: Scope, asked: Asked, by: str, *values: Values) -> dict[Any, Sums]:
        """Sums and counts by what was asked, districts folded; the whole is one of zeros where there is nothing."""
        zone = zone_of(scope).key if by == "month" else ""
        found = self._statements.rows(
            scope, (by, zone), asked.contract_id, asked.unit_ids, asked.site_ids, asked.line or None, asked.since,
            asked.until, *values,
        )  # fmt: skip
        if by:
            return folded(scope, by, ((row[0], dict(zip(self._told, row[1:], strict=True))) for row in found))
        return {None: _decimals(dict(zip(self._told, found[0] if found else [0] * len(self._told), strict=True)))}

    def _asked(
        self, scope: Scope, form: tuple[str, str], contract_id: int, unit_ids: frozenset[int] | None,
        site_ids: frozenset[int] | None, line: str | None, since: date, until: date, *values: Any,
    ) -> QuerySet[Any, Any]:  # fmt: skip
        by, zone = form
        asked = Asked(
            contract_id=contract_id, since=since, until=until, unit_ids=unit_ids, site_ids=site_ids, line=line or ""
        )  # fmt: skip
        rows = self._rows(scope, asked, *values).order_by()
        told = {name: one if isinstance(one, Aggregate) else one(*values) for name, one in self._told.items()}
        if not by:
            return totals(rows, **told)
        column = self._columns.get(by, "told_month")
        if column == "told_month":
            moments_of = ZoneInfo(zone) if _is_moment(rows, self._when) else None
            rows = rows.annotate(told_month=TruncMonth(self._when, tzinfo=moments_of))
        apart: QuerySet[Any, Any] = rows.values(column).annotate(**told)
        return apart.values_list(column, *told)


def folded(scope: Scope, by: str, rows: Iterable[tuple[Any, Mapping[str, Any]]]) -> dict[Any, Sums]:
    """Rows added up under the keys cells have: districts, sites, lines, months."""
    tops = tops_of(scope) if by == "unit" else {}
    sums: dict[Any, Sums] = defaultdict(lambda: defaultdict(Decimal))
    for key, values in rows:
        at = _key(key, by, tops)
        if at is None and by:
            continue  # what belongs to no place stands in the whole only
        for name, value in _decimals(values).items():
            sums[at][name] += value
    return dict(sums)


def tallied(
    scope: Scope, source: str, asked: Asked, by: str, *, since: date | None = None, until: date | None = None,
    kinds: tuple[str, ...] = (),
) -> dict[Any, Sums] | None:  # fmt: skip
    """The kept sums of a source: n, kept and amount as it says; None until they were counted, so that rows are read.

    Args:
        since, until: Of another span than what was asked.
        kinds: Only these.
    """
    standing = remembered(("standing_sources", asked.contract_id), lambda: standing_sources(asked.contract_id))
    if source not in standing:
        return None
    span = (since or asked.since, until or asked.until)
    # Of a district the whole is read by place anyway: told by site it serves both.
    together = asked.unit_ids is not None and by in ("", "site")
    dimension = "site" if together else by

    def read() -> list[TallySums]:
        return tallies(
            scope, source, asked.contract_id, *span, by=(dimension,) if dimension else (), unit_ids=asked.unit_ids,
            site_ids=asked.site_ids, line=asked.line, kinds=kinds, stamp=standing[source],
        )  # fmt: skip

    key = (asked.contract_id, asked.unit_ids, asked.site_ids, asked.line)
    rows = remembered(("tallies", scope, source, key, span, kinds), read) if together else read()
    column = {"unit": "unit_id", "site": "site_id", "line": "line", "month": "day"}.get(by, "")
    found = folded(
        scope, by,
        (
            (
                getattr(one, column) or None if column else None,
                {"n": one.count, "kept": one.numerator, "amount": one.amount},
            )
            for one in rows
        ),
    )  # fmt: skip
    return found if by or found else {None: {"n": Decimal(0), "kept": Decimal(0), "amount": Decimal(0)}}


def _key(key: Any, by: str, tops: Mapping[int, int]) -> Any:
    if not by:
        return None
    if by == "unit":
        return tops.get(key)
    if by == "month" and key is not None:
        return (key.date() if isinstance(key, datetime) else key).replace(day=1)
    return key or None


def _is_moment(rows: QuerySet[Any], when: str) -> bool:
    return isinstance(rows.model._meta.get_field(when), DateTimeField)


def _decimals(values: Mapping[str, Any]) -> Sums:
    return {name: Decimal(value or 0) for name, value in values.items()}


def counts(found: Mapping[Any, Sums], name: str = "n") -> list[Cell]:
    """Plain numbers; a whole of no rows is 0, which is known."""
    return [Cell(key=key, value=one[name], rows=int(one[name])) for key, one in found.items()]


def amounts(found: Mapping[Any, Sums], name: str = "minor", rows: str = "n") -> list[Cell]:
    """Money in hundredths; nothing where no row tells of any."""
    return [
        Cell(key=key, value=one[name] if one.get(rows) else None, rows=int(one.get(rows, 0)))
        for key, one in found.items()
    ]


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """A part of a whole in four decimals, half up; None of nothing."""
    return (part / whole).quantize(FOUR, ROUND_HALF_UP) if whole else None


def shares(found: Mapping[Any, Sums], part: str = "kept", of: str = "n", *, rows: str = "") -> list[Cell]:
    """Shares of one, or means, with what they were divided from."""
    return [
        Cell(
            key=key, value=ratio(one[part], one[of]), numerator=one[part], denominator=one[of],
            rows=int(one[rows or of]),
        )
        for key, one in found.items()
    ]  # fmt: skip


def address(name: str, scope: Scope, asked: Asked, **query: Any) -> str:
    """The address of a list narrowed as the figure was: the unit on top of those asked, the place, the line."""
    if asked.unit_ids:
        query["unit"] = _top(scope, asked.unit_ids)[0]
    if asked.site_ids and len(asked.site_ids) == 1:
        query["site"] = next(iter(asked.site_ids))
    if asked.line:
        query["line"] = asked.line
    told = urlencode({key: value for key, value in query.items() if value not in ("", None)})
    return f"{reverse(name)}?{told}" if told else reverse(name)


def listed(code: str, scope: Scope, asked: Asked, day: str, *more: Where, order: str = "") -> str:
    """The address of a list anybody may ask, narrowed to the rows a figure counted.

    Args:
        code: The list's. day: Its column of days that the period is of; "" where no period narrows it.
        more: What else the figure narrows by. order: The column the rows come by; "" is the list's own.
    """
    last = asked.until - timedelta(days=1)
    told = [*more]
    told += [Where(column=day, test="range", values=(asked.since.isoformat(), last.isoformat()))] if day else []
    for column, value in (
        ("contract", _code(scope, contracts.Contract, asked.contract_id)), ("line", asked.line),
        ("unit", _top(scope, asked.unit_ids)[1] if asked.unit_ids else ""),
        ("site", _code(scope, estate.Site, *asked.site_ids) if asked.site_ids and len(asked.site_ids) == 1 else ""),
    ):  # fmt: skip
        # A figure that knows no places counts nothing of one, and its list has no such column either.
        known = value and datasets[code].column(column) is not None
        told += [Where(column=column, test="in", values=(value,))] if known else []
    return (
        f"{reverse('ask:question', args=[code])}?{Question(dataset=code, where=in_order(told), order=order).as_query()}"
    )


def _code(scope: Scope, model: Any, pk: int) -> str:
    def read() -> str:
        return _CODES[model].first(scope, None, pk) or ""

    return remembered(("code", model.__name__, scope.community_id, pk), read)


def _coded(model: Any) -> Shaped[str]:
    return Shaped(
        lambda scope, _form, pk: model.objects.within(scope).filter(pk=pk).order_by().values_list("code", flat=True)
    )


_CODES = {model: _coded(model) for model in (contracts.Contract, estate.Site)}
_UNITS: Shaped[tuple[str, int, str]] = Shaped(
    lambda scope, _form, unit_ids: (
        parties.Unit.objects.within(scope).filter(pk__in=unit_ids).order_by().values_list("path", "pk", "code")
    )
)


def _top(scope: Scope, unit_ids: frozenset[int]) -> tuple[int | None, str]:
    def read() -> tuple[int | None, str]:
        rows = _UNITS.rows(scope, None, unit_ids)
        return min(((path.count("/"), pk, code) for path, pk, code in rows), default=(0, None, ""))[1:]

    return remembered(("top", scope.community_id, unit_ids), read)
