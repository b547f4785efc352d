"""Which cells of a figure about people are not told, so that no other answer about the same days tells them either.

A place's number is told beside its district's, and a district's beside the contract's: so places are hidden district by
district, and a place or a district that is asked for alone is told only where it stands in the table of all of them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.partnership.insight.queries.memory import remembered
from samdrift.partnership.insight.registry import Asked, Cell, Figure
from samdrift.partnership.insight.rules.hiding import hidden
from samdrift.partnership.performance import public as performance
from samdrift.registers.estate import public as estate

Keys = frozenset[Any]
NONE: Keys = frozenset()


def counted(scope: Scope, found: Figure, asked: Asked, by: str) -> Sequence[Cell]:
    """The cells of a figure as they are counted, each asked once within a page: not yet for anybody to read."""
    return remembered(("counted", scope, found.code, asked, by), lambda: found.count(scope, asked, by))


def hidden_keys(scope: Scope, found: Figure, asked: Asked, by: str) -> Keys:
    """The keys of the cells not to be told, of a figure that hides small ones."""
    if not by:
        return frozenset((None,)) if _hides_whole(scope, found, asked) else NONE
    if by == "unit":
        return _districts(scope, found, asked) if asked.site_ids is None else _plain(scope, found, asked, by)
    if by == "site":
        return _sites(scope, found, asked)
    return _plain(scope, found, asked, by, sum_hidden=_hides_whole(scope, found, asked))


def _people(scope: Scope, found: Figure, asked: Asked, by: str) -> dict[Any, int]:
    cells = counted(scope, found, asked, by)
    return {one.key: one.people if one.people is not None else one.rows or 0 for one in cells}


def _plain(scope: Scope, found: Figure, asked: Asked, by: str, *, sum_hidden: bool = False) -> Keys:
    return hidden(_people(scope, found, asked, by), found.fewest, sum_hidden=sum_hidden)


def _districts(scope: Scope, found: Figure, asked: Asked) -> Keys:
    """The districts hidden in the table of all of them, whatever part of it is asked for and whoever reads it."""
    if "unit" not in found.by:
        return NONE
    return _plain(scope.over_every_unit(), found, replace(asked, unit_ids=None, site_ids=None), "unit")


def _sites(scope: Scope, found: Figure, asked: Asked) -> Keys:
    """The places hidden in the tables of their districts."""
    tops = _tops(scope)
    wide = replace(asked, site_ids=None, unit_ids=_whole_districts(tops, asked.unit_ids))
    people = _people(scope, found, wide, "site")
    below = _districts(scope, found, asked)
    tables: dict[int | None, dict[Any, int]] = defaultdict(dict)
    units = _units_of(scope, people)
    for site, many in people.items():
        tables[tops.get(units.get(site, 0))][site] = many
    found_keys: set[Any] = set()
    for top, table in tables.items():
        found_keys |= hidden(table, found.fewest, sum_hidden=top in below)
    return frozenset(found_keys)


def _hides_whole(scope: Scope, found: Figure, asked: Asked) -> bool:
    """Whether the number of what was asked as a whole is not told."""
    many = sum(_people(scope, found, asked, "").values())
    if not many:
        return False
    if many < found.fewest:
        return True
    if asked.line and "line" in found.by and asked.line in _plain(scope, found, replace(asked, line=""), "line"):
        return True
    if asked.site_ids is not None:
        return "site" in found.by and not _sites(scope, found, asked).isdisjoint(asked.site_ids)
    return asked.unit_ids is not None and _hides_units(scope, found, asked, many)


def _hides_units(scope: Scope, found: Figure, asked: Asked, many: int) -> bool:
    """A district as in the table of all; a part of one also where the rest of it would be few."""
    tops = _tops(scope)
    districts = {tops.get(unit) for unit in asked.unit_ids or ()}
    if len(districts) != 1:
        return False
    if not districts.isdisjoint(_districts(scope, found, asked)):
        return True
    wide = _whole_districts(tops, asked.unit_ids)
    if wide == asked.unit_ids:
        return False
    rest = sum(_people(scope, found, replace(asked, unit_ids=wide), "").values()) - many
    return 0 < rest < found.fewest


def _whole_districts(tops: Mapping[int, int], unit_ids: frozenset[int] | None) -> frozenset[int] | None:
    if unit_ids is None:
        return None
    wanted = {tops.get(unit) for unit in unit_ids}
    return frozenset(unit for unit, top in tops.items() if top in wanted)


def _tops(scope: Scope) -> dict[int, int]:
    return remembered(("tops", scope.community_id), lambda: performance.tops_of(scope.community_id))


def _units_of(scope: Scope, sites: Mapping[Any, int]) -> dict[int, int]:
    key = ("units of sites", scope.community_id, frozenset(sites))
    rows = estate.Site.objects.within(scope.over_every_unit()).filter(pk__in=list(sites))
    return remembered(key, lambda: dict(rows.values_list("pk", "unit_id")))
