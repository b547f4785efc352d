"""Sites on a map, each with one figure: the same numbers as everywhere, through the reader's scope."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.fields import in_language
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import fold
from samdrift.kernel.maps import ValueClass, class_of, classes
from samdrift.partnership.insight.queries.counting import tops_of
from samdrift.partnership.insight.queries.telling import remembered, tell
from samdrift.partnership.insight.registry import Asked, Cell, Figure, figures
from samdrift.partnership.insight.rules.maps import forms
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

SITE = "site"
NONE = Decimal(0)


class SiteOnMap(NamedTuple):
    """A site with its district and its figure; a plain tuple, for there are thousands.

    Attributes:
        form: The mark: 1 to 4, 0 where there is nothing to tell, -1 where it is hidden.
    """

    site: estate.PlacedSite
    district: str
    value: Decimal | None
    hidden: bool
    form: int


@dataclass(frozen=True, slots=True)
class SitesOnMap:
    """Sites by code and how their figure is shown.

    Attributes:
        told: The classes of values with the mark of each.
        nothing, hidden: How many have nothing to tell, or may not.
        nowhere: How many nobody gave a place yet; they are in `rows`, with no point.
    """

    rows: tuple[SiteOnMap, ...]
    figure: Figure | None
    told: tuple[tuple[ValueClass, int], ...]
    nothing: int
    hidden: int
    nowhere: int


def colours_of(scope: Scope, contract_id: int) -> list[Figure]:
    """The figures that may colour this reader's map."""
    return [one for one in figures(scope, contract_id) if one.colours and SITE in one.by]


def sites_on_map(
    scope: Scope, code: str, asked: Asked, *, kind: str = "", text: str = "", unit_ids: frozenset[int] | None = None
) -> SitesOnMap:
    """The sites one may see on a map, with what a figure tells of each; `code` "" tells none.

    Args:
        unit_ids: The units whose sites are shown; without it those the contract covers.
        text: In the code, name or town, however it is spelt.
    """
    shown = unit_ids if unit_ids is not None else _covered(asked.contract_id)
    sites = estate.places_of_sites(scope, unit_ids=shown, kind=kind)
    sites = [one for one in sites if _found(one, fold(text).split())]
    names, tops = district_names(scope), tops_of(scope)
    made, cells = _told(scope, code, asked, unit_ids)
    seen = _sees(scope, made, asked)
    values = [(one, *_value(cells, one, seen)) for one in sites]
    told = classes([value for _one, value, _hidden in values if value is not None])
    marks = forms(len(told), made.better if made else "")
    known = {value for _one, value, _hidden in values if value is not None}
    mark_of = {value: marks[class_of(value, told)] for value in known}
    rows = tuple(
        SiteOnMap(
            one, names.get(tops.get(one.unit_id, one.unit_id), ""), value, hidden,
            -1 if hidden else 0 if value is None else mark_of[value],
        )
        for one, value, hidden in values
    )  # fmt: skip
    return SitesOnMap(
        rows, made, tuple(zip(told, marks, strict=True)), sum(one.form == 0 for one in rows),
        sum(one.hidden for one in rows), sum(one.site.point is None for one in rows),
    )  # fmt: skip


def _found(site: estate.PlacedSite, terms: Sequence[str]) -> bool:
    words = fold(f"{site.code} {site.name} {site.town}") if terms else ""
    return all(term in words for term in terms)


def _told(
    scope: Scope, code: str, asked: Asked, unit_ids: frozenset[int] | None
) -> tuple[Figure | None, Mapping[Any, Cell]]:
    made = next((one for one in colours_of(scope, asked.contract_id) if one.code == code), None)
    if made is None:
        return None, {}
    try:
        cells = tell(scope, code, replace(asked, unit_ids=unit_ids), SITE)
    except (Invalid, NotAllowed):
        return None, {}
    return made, {one.key: one for one in cells}


def _value(
    cells: Mapping[Any, Cell], site: estate.PlacedSite, seen: Callable[[estate.PlacedSite], bool]
) -> tuple[Decimal | None, bool]:
    """A site's value, and whether it is hidden. No row is 0 of what is counted, where its rows could be seen."""
    cell = cells.get(site.pk)
    if cell is not None:
        return cell.value, cell.hidden
    return (NONE if seen(site) else None), False


def _sees(scope: Scope, made: Figure | None, asked: Asked) -> Callable[[estate.PlacedSite], bool]:
    """Whether the reader would see rows of a site, asked once a unit where no grant is for single sites."""
    if made is None or made.kind != "count" or made.fewest:
        return lambda _site: False
    of_sites = any(one.sites is not None for one in scope.grants if made.permission in one.permissions)
    known: dict[tuple[int, int], bool] = {}

    def seen(site: estate.PlacedSite) -> bool:
        key = (site.unit_id, site.pk if of_sites else 0)
        if key not in known:
            known[key] = scope.allows(
                made.permission, contract=asked.contract_id, unit=site.unit_id, site=site.pk, line=asked.line or None
            )
        return known[key]

    return seen


def district_names(scope: Scope) -> dict[int, str]:
    """What units are called."""
    return {pk: in_language(name, scope.language) for pk, _uid, name in _units(scope)}


def districts_of_sites(scope: Scope, contract_id: int) -> list[tuple[UUID, str]]:
    """The districts of a contract that have sites one may see, by name."""
    tops = tops_of(scope)
    used = {tops.get(unit, unit) for unit in estate.units_with_sites(scope, _covered(contract_id))}
    found = ((uid, in_language(name, scope.language)) for pk, uid, name in _units(scope) if pk in used)
    return sorted(found, key=lambda one: fold(one[1]))


def contracts_on_map(scope: Scope) -> list[contracts.Contract]:
    """The contracts whose sites the reader may see."""
    return remembered(("contracts on map", scope), lambda: _contracts(scope))


def _contracts(scope: Scope) -> list[contracts.Contract]:
    grants = [one for one in scope.grants if "estate.view" in one.permissions]
    rows = contracts.contracts_of(scope).select_related("community")
    return [one for one in rows if any(grant.contracts is None or one.pk in grant.contracts for grant in grants)]


def _covered(contract_id: int) -> frozenset[int]:
    return remembered(("units covered", contract_id), lambda: contracts.units_covered([contract_id]))


def _units(scope: Scope) -> list[tuple[int, UUID, dict[str, str]]]:
    return remembered(("units of maps", scope), lambda: _UNITS.rows(scope, None))


def _of_scope(scope: Scope, _form: None) -> QuerySet[Any, Any]:
    return parties.Unit.objects.within(scope).order_by("pk").values_list("pk", "uid", "name")


_UNITS: Shaped[tuple[int, UUID, dict[str, str]]] = Shaped(_of_scope)
