"""Reading sums: through the gate, from as few rows as can tell what was asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum

from samdrift.foundation.prepared import Prepared
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Grant, Scope, ScopedQuerySet
from samdrift.foundation.tallies.days import month_of, next_month
from samdrift.foundation.tallies.models import DAY, FULL, MONTH, PLACE, WHOLE, BuiltTally, Tally, TallyReading
from samdrift.foundation.tallies.registry import sources

BY = {"unit": "unit_id", "site": "site_id", "line": "line", "kind": "kind", "month": "day", "day": "day"}
BOOK = "book"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What some rows add up to. What was not asked to be told apart is 0, "" or None.

    Attributes:
        unit_id, site_id: 0 also where the rows have none.
        day: The day, or the first day of the month.
        count, numerator, amount: As the source says.
    """

    unit_id: int = 0
    site_id: int = 0
    line: str = ""
    kind: str = ""
    day: date | None = None
    count: int = 0
    numerator: int = 0
    amount: int = 0


def tallies(
    scope: Scope, source: str, contract_id: int, since: date, until: date, *, by: Sequence[str] = (),
    unit_ids: Collection[int] | None = None, site_ids: Collection[int] | None = None, line: str = "",
    kinds: Collection[str] = (), stamp: int = 0,
) -> list[Sums]:  # fmt: skip
    """The sums of a source from a day until before another, of what the scope's grants reach; one question at most.

    Args:
        by: Of unit, site, line, kind, and month or day: what is told apart. Nothing: one row, or none where there is
            nothing to sum.
        unit_ids: The units themselves; who wants a district gives all below it too.
        stamp: As `standing_sources` has just told it: what was read under the same stamp is given without a question.

    Raises:
        KeyError: There is no such source.
        ValueError: What is to be told apart is not known.
    """
    known = sources()[source]
    if not set(by) <= set(BY) or {"month", "day"} <= set(by):
        raise ValueError(f"Tallies are told by {', '.join(BY)} (month or day), not {', '.join(by)}.")
    if since >= until:
        return []
    level = _level(_reaching(scope, known.permission), by, unit_ids, site_ids, line=line, kinds=kinds)
    names = tuple(BY[one] for one in dict.fromkeys(by))
    spans = _when(since, until, by)
    form = _Form(source, known.permission, level, names, tuple((grain, sign) for grain, _begin, _end, sign in spans))
    days = [day for _grain, begin, end, _sign in spans for day in (begin, end)]
    asked = (contract_id, unit_ids, site_ids, line or None, kinds or None, *days)
    if not stamp:
        return _folded(_SUMMED.rows(scope, form, *asked), names, months="month" in by)
    key = (stamp, form, "month" in by, _gate(scope, known.permission), *map(_frozen, asked))
    if key not in _kept:
        found = _folded(_SUMMED.rows(scope, form, *asked), names, months="month" in by)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = tuple(found)
    return list(_kept[key])


MOST_KEPT = 8192
# Read after the stamp they are kept under: they may be newer than it, and then nobody asks for them, but never older.
_kept: dict[tuple[Any, ...], tuple[Sums, ...]] = {}


def _gate(scope: Scope, permission: str) -> tuple[Any, ...]:
    """All that the gate narrows sums by: who has the same of it reads the same."""
    grants = frozenset(
        (one.reach, one.contracts, one.lines, one.units, one.sites, one.cases, one.orders, one.data_classes)
        for one in scope.grants if permission in one.permissions
    )  # fmt: skip
    return scope.community_id, scope.party_id, grants


def _frozen(value: Any) -> Any:
    return frozenset(value) if isinstance(value, Collection) and not isinstance(value, str) else value


class _Form(NamedTuple):
    """What the text of the statement follows from, beside the scope and what is narrowed by at all.

    Attributes:
        spans: Grain and sign of each stretch of days.
    """

    source: str
    permission: str
    level: int
    names: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def _summed(
    scope: Scope, form: _Form, contract_id: int, unit_ids: Collection[int] | None, site_ids: Collection[int] | None,
    line: str | None, kinds: Collection[str] | None, *days: date,
) -> "QuerySet[Any, Any]":  # fmt: skip
    rows = Tally.objects.within_permission(scope, form.permission).filter(
        source=form.source, contract_id=contract_id, level=form.level
    )
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=unit_ids)
    if site_ids is not None:
        rows = rows.filter(site_id__in=site_ids)
    if line is not None:
        rows = rows.filter(line=line)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    parts = [
        _of_span(rows.filter(grain=grain, day__gte=begin, day__lt=end), form.names, sign)
        for (grain, sign), begin, end in zip(form.spans, days[::2], days[1::2], strict=True)
    ]
    # Beside each other rather than with "or": each part is then a stretch of the index, whatever is known of the table.
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


_SUMMED: Shaped[Any] = Shaped(_summed)


def _of_span(rows: "ScopedQuerySet[Tally]", names: Sequence[str], sign: int) -> "QuerySet[Any, Any]":
    told = rows.order_by().values(*names or ["source"])
    summed: QuerySet[Any, Any] = told.annotate(
        a=Sum("count") * sign, b=Sum("numerator") * sign, c=Sum("amount") * sign
    )  # fmt: skip
    return summed.values_list(*names, "a", "b", "c")


def _folded(rows: Any, names: Sequence[str], *, months: bool) -> list[Sums]:
    """Rows of days told under their month, in order."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        key = tuple(row[:-3])
        if months:
            key = tuple(month_of(one) if name == "day" else one for name, one in zip(names, key, strict=True))
        sums = found.setdefault(key, [0, 0, 0])
        for at, one in enumerate(row[-3:]):
            sums[at] += one or 0
    return [
        Sums(**dict(zip(names, key, strict=True)), count=sums[0], numerator=sums[1], amount=sums[2])
        for key, sums in sorted(found.items()) if any(sums)  # else of the rest of a month alone
    ]  # fmt: skip


def _when(since: date, until: date, by: Sequence[str]) -> list[tuple[int, date, date, int]]:
    """Whole months by their own rows, the days before and after by theirs: grain, from, until before, and the sign.

    Of a month that is more than half within, the days that are not are taken from the month's: never more days are
    read than half a month's at either end.
    """
    if "day" in by:
        return [(DAY, since, until, 1)]
    first = since if since.day == 1 else next_month(since)
    last = month_of(until)
    edges = [(since, until)] if first > last else [(since, first), (last, until)]
    parts = []
    for begin, end in edges:
        month, after = month_of(begin), next_month(begin)
        if (end - begin).days * 2 <= (after - month).days:
            parts.append((DAY, begin, end, 1))
            continue
        first, last = (month, after) if first > last else (min(first, month), max(last, after))
        parts += [(DAY, month, begin, -1), (DAY, end, after, -1)]
    parts.append((MONTH, first, last, 1))
    return [one for one in parts if one[1] < one[2]]


def _reaching(scope: Scope, permission: str) -> list[Grant]:
    """The grants that reach sums at all: those over all rows, not over one's own."""
    return [grant for grant in scope.grants if permission in grant.permissions and grant.reach == "all"]


def _level(
    grants: Sequence[Grant], by: Sequence[str], unit_ids: Any, site_ids: Any, *, line: str, kinds: Collection[str]
) -> int:
    """The coarsest rows that tell what was asked, and that the gate can narrow as these grants demand."""
    placed = any(grant.units is not None or grant.sites is not None for grant in grants)
    lined = any(grant.lines is not None for grant in grants)
    places = placed or unit_ids is not None or site_ids is not None or not {"unit", "site"}.isdisjoint(by)
    lines = lined or bool(line) or bool(kinds) or not {"line", "kind"}.isdisjoint(by)
    if not places:
        return WHOLE
    return FULL if lines else PLACE


def counted_until() -> datetime | None:
    """Until when everything told in the book is in the sums; None before the first count. For "as of 10:32"."""
    return TallyReading.objects.filter(name=BOOK).values_list("counted_until", flat=True).first()


_BUILT = Prepared(
    lambda contract_id: BuiltTally.objects.filter(contract_id=contract_id).values_list("source", "version", "stamp"),
    -77_111, reason="which sums of a contract stand; of no row of anybody's",
)  # fmt: skip


def standing_sources(contract_id: int) -> dict[str, int]:
    """The sources whose sums of a contract were made from all its rows, as they are counted today; one question.

    With the stamp of each: as long as it is the same, its sums are.
    """
    known = sources()
    return {
        name: stamp for name, version, stamp in _BUILT.rows(contract_id)
        if name in known and known[name].version == version
    }  # fmt: skip
