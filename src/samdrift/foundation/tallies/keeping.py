"""Writing sums: a month anew, or the difference that some days of some sites make, each in a transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from secrets import randbits
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from samdrift.foundation.locks import lock
from samdrift.foundation.scope import everywhere
from samdrift.foundation.tallies.counting import COLUMNS, Place, by_key, counted, questions, reach
from samdrift.foundation.tallies.days import month_of, next_month
from samdrift.foundation.tallies.models import DAY, FULL, MONTH, PLACE, WHOLE, BuiltTally, StaleTally, Tally
from samdrift.foundation.tallies.registry import Raw, TallySource

KEY = ("source", "contract_id", "grain", "level", "day", "unit_id", "site_id", "line", "kind")
SUMS = ("count", "numerator", "amount")
ROW = ("community_id", "data_class", *KEY, *SUMS)
_INTO = f"INSERT INTO tallies_tally ({', '.join(ROW)})"
_ADDED = ", ".join(f"{name} = tallies_tally.{name} + excluded.{name}" for name in SUMS)
_ADD = (
    f"{_INTO} VALUES ({', '.join(['%s'] * len(ROW))}) ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {_ADDED}"
)  # fmt: skip
_GONE = f"DELETE FROM tallies_tally WHERE count = 0 AND {' AND '.join(f'{name} = %s' for name in KEY)}"  # noqa: S608
# What a level tells apart of unit, site, line and kind.
_TELLS = {WHOLE: (False, True), PLACE: (True, False), FULL: (True, True)}

Key = tuple[Any, ...]
Sums = tuple[int, int, int]


def recount(source: TallySource, place: Place, days: Mapping[date, frozenset[int]]) -> int:
    """Count some days of some sites again, and write what is another; how many sums of days were.

    Must run inside a transaction. Safe to repeat: what was counted already makes no difference.
    """
    lock("tallies.count", place.contract_id)
    changed = 0
    with everywhere(reason=f"counting {source.name} again, open classes only"):
        for day, sites in sorted(days.items()):
            new = by_key(counted(source, place, day, day + timedelta(days=1), sites))
            old = _standing(source, place, day, sites)
            differences = _differences(old, new)
            _apply(source, place, differences)
            changed += len(differences)
    if changed:
        _stamp(source, place)
    return changed


def _stamp(source: TallySource, place: Place) -> None:
    """Say that the sums are others now: what was kept of them is not asked for again.

    By chance rather than by counting on: a number that a transaction took and gave up must never come again.
    """
    built = BuiltTally.objects.filter(source=source.name, contract_id=place.contract_id)
    built.update(stamp=_new_stamp())


def _new_stamp() -> int:
    return randbits(62) + 1


def _standing(source: TallySource, place: Place, day: date, sites: frozenset[int]) -> dict[Key, Sums]:
    rows = Tally.objects.filter(
        source=source.name, contract_id=place.contract_id, grain=DAY, level=FULL, day=day, site_id__in=sites
    )
    names = ("day", "unit_id", "site_id", "line", "kind", *SUMS)
    return by_key(Raw(*row) for row in rows.values_list(*names))


def _differences(old: Mapping[Key, Sums], new: Mapping[Key, Sums]) -> dict[Key, Sums]:
    nothing = (0, 0, 0)
    found = {}
    for key in old.keys() | new.keys():
        before, after = old.get(key, nothing), new.get(key, nothing)
        if before != after:
            found[key] = (after[0] - before[0], after[1] - before[1], after[2] - before[2])
    return found


def _apply(source: TallySource, place: Place, differences: Mapping[Key, Sums]) -> None:
    """Add differences of day sums to every row that holds them, and take away what became nothing."""
    if not differences:
        return
    added: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (day, unit, site, line, kind), sums in differences.items():
        for grain, on in ((DAY, day), (MONTH, month_of(day))):
            for level, (places, kinds) in _TELLS.items():
                row = (
                    source.name, place.contract_id, grain, level, on, unit if places else 0, site if places else 0,
                    line if kinds else "", kind if kinds else "",
                )  # fmt: skip
                for at, one in enumerate(sums):
                    added[row][at] += one
    keys = sorted(key for key, sums in added.items() if any(sums))
    head = (place.community_id, "D1")
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, [(*head, *_told(key), *added[key]) for key in keys])
        gone = [_told(key) for key in keys if added[key][0] <= 0]
        if gone:
            cursor.executemany(_GONE, gone)


def _told(key: Key) -> Key:
    """A key as the driver takes it."""
    return tuple(connection.ops.adapt_datefield_value(one) if isinstance(one, date) else one for one in key)


@transaction.atomic
def count_month(source: TallySource, place: Place, first: date) -> None:
    """Count a whole month of a contract again, from nothing."""
    lock("tallies.count", place.contract_id)
    after = next_month(first)
    with everywhere(reason=f"making the tally of {source.name} anew, open classes only"):
        _forget(source, place, first, after)
        if source.counting is not None:
            _write(source, place, by_key(counted(source, place, first, after)))
        several = questions(source, place, first, after) if source.counting is None else ()
        for question in several:
            _insert(source, place, question, alone=len(several) == 1)
    _derive(source, place, first, after)
    _stamp(source, place)


def _forget(source: TallySource, place: Place, first: date, after: date) -> None:
    """Take a month's sums away, each stretch of the index by its own condition: "or" between them reads all sums."""
    rows = Tally.objects.filter(source=source.name, contract_id=place.contract_id, level__in=_TELLS)
    rows.filter(grain=DAY, day__gte=first, day__lt=after).delete()
    rows.filter(grain=MONTH, day=first).delete()


def _insert(source: TallySource, place: Place, question: "QuerySet[Any]", *, alone: bool) -> None:
    """Let the database write what it counts; the two parts of a day on which the clock changed are added up."""
    sql, values = question.query.sql_with_params()
    head = (place.community_id, "D1", source.name, place.contract_id, DAY, FULL)
    marks = ", ".join(["%s"] * len(head))
    # SQLite takes "ON" for a join's unless a condition stands before it.
    put = f"{_INTO} SELECT {marks}, {', '.join(COLUMNS)} FROM ({sql}) AS told WHERE true"  # noqa: S608
    if not alone:
        put = f"{put} ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {_ADDED}"
    with connection.cursor() as cursor:
        cursor.execute(put, (*head, *values))


def _write(source: TallySource, place: Place, rows: Mapping[Key, Sums]) -> None:
    head = (place.community_id, "D1", source.name, place.contract_id, DAY, FULL)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"{_INTO} VALUES ({', '.join(['%s'] * len(ROW))})",
            [(*head, *_told(key), *sums) for key, sums in rows.items()],
        )


# Which coarser rows are made from which finer ones, so that the many of days are read as seldom as can be.
_FROM = (
    (DAY, FULL, MONTH, FULL), (DAY, FULL, DAY, PLACE), (DAY, FULL, DAY, WHOLE), (MONTH, FULL, MONTH, PLACE),
    (MONTH, FULL, MONTH, WHOLE),
)  # fmt: skip


def _derive(source: TallySource, place: Place, first: date, after: date) -> None:
    """Make the coarser rows of a month from the finest of its days."""
    month, end = _told((first, after))
    cast = "%s::date" if connection.vendor == "postgresql" else "%s"
    head = (place.community_id, "D1", source.name, place.contract_id)
    marks = ", ".join(["%s"] * len(head))
    with connection.cursor() as cursor:
        for of_grain, of_level, grain, level in _FROM:
            places, kinds = _TELLS[level]
            told = [
                cast if of_grain != grain else "day", *(("unit_id", "site_id") if places else ("0", "0")),
                *(("line", "kind") if kinds else ("''", "''")),
            ]  # fmt: skip
            # Nothing that is the same in all rows is grouped by: what is left stands in the order of the key.
            names = [one for one in told if one.isidentifier()]
            cursor.execute(
                f"{_INTO} SELECT {marks}, {grain}, {level}, {', '.join(told)}, SUM(count), SUM(numerator), "  # noqa: S608
                "SUM(amount) FROM tallies_tally WHERE source = %s AND contract_id = %s AND grain = %s AND level = %s "
                f"AND day >= %s AND day < %s GROUP BY {', '.join(names)}",
                (*head, *((month,) if of_grain != grain else ()), source.name, place.contract_id, of_grain, of_level,
                 month, end),
            )  # fmt: skip


def rebuild(source: TallySource, place: Place, now: datetime) -> int:
    """Make a source's sums of a contract anew, a month a transaction; how many months.

    Others write and read meanwhile: each month stands whole before and after.
    """
    with everywhere(reason=f"from when to when {source.name} has rows"):
        span = reach(source, place)
        stand = Tally.objects.filter(source=source.name, contract_id=place.contract_id, grain=MONTH, level=WHOLE)
        months = set(stand.values_list("day", flat=True))
    if span is not None:
        month = month_of(span[0])
        while month < span[1]:
            months.add(month)
            month = next_month(month)
    for month in sorted(months):
        count_month(source, place, month)
    built = {"version": source.version, "built_at": now, "stamp": _new_stamp()}
    BuiltTally.objects.update_or_create(source=source.name, contract_id=place.contract_id, defaults=built)
    return len(months)


def mark(source: str, community_id: int, stale: Iterable[tuple[int, int, date]]) -> None:
    """Note days of sites whose rows changed: contract, site (0: none), day. Safe to repeat."""
    rows = [
        StaleTally(source=source, community_id=community_id, contract_id=contract, site_id=site, day=day)
        for contract, site, day in sorted(set(stale))
    ]  # fmt: skip
    StaleTally.objects.bulk_create(rows, batch_size=500)
