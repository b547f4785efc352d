"""Finding a place and a type to report: sites, rooms and things by a few letters, types by words."""

from typing import Any

from django.db.models import Q, QuerySet

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import fold
from samdrift.operations.requests.queries.names import names_of
from samdrift.operations.requests.queries.places import Place
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

MOST = 30
HIDDEN_STATES = ("merged", "split", "removed", "disposed")


def sites_to_report_at(scope: Scope, text: str, language: str) -> list[tuple[int, str, str]]:
    """Sites as (id, name, code) that the letters fit; without letters those of one's own unit first."""
    known = names_of(scope.community_id)
    wanted = fold(text.strip())
    fitting = [
        (pk, in_language(name, language), code, unit)
        for pk, (code, name, unit) in known.sites.items()
        if not wanted or wanted in fold(f"{code} {in_language(name, language)}")
    ]
    own = own_unit(scope)
    fitting.sort(key=lambda site: (site[3] != own, site[1]))
    return [(pk, name, code) for pk, name, code, _unit in fitting[:MOST]]


def own_unit(scope: Scope) -> int | None:
    """The unit of the employment the person acts for."""
    if scope.employment_id is None:
        return None
    with everywhere(reason="where the person who asks works"):
        return parties.Employment.objects.filter(pk=scope.employment_id).values_list("unit_id", flat=True).first()


def spaces_to_report_at(scope: Scope, site_id: int, text: str) -> list[Any]:
    """Rooms of a site that the letters fit, by number."""
    rows = _rooms(estate.Space.objects.within(scope), site_id)
    return list(rows.filter(_fits(text)).order_by("number", "pk")[:MOST])


def assets_to_report(scope: Scope, site_id: int, text: str, *, space_id: int | None = None) -> list[Any]:
    """Things at a site that the letters fit, or those of one room."""
    rows = _rooms(estate.Asset.objects.within(scope), site_id)
    if space_id is not None:
        rows = rows.filter(space=space_id)
    elif not text.strip():
        return []
    return list(rows.filter(_fits(text)).order_by("number", "pk")[:MOST])


def _rooms(rows: QuerySet[Any], site_id: int) -> QuerySet[Any]:
    # Secured places are not listed: whoever stands in one scans its tag.
    return rows.filter(site=site_id).exclude(state__in=HIDDEN_STATES).exclude(zone="secured")


def _fits(text: str) -> Q:
    fits = Q()
    for word in fold(text).split()[:5]:
        fits &= Q(search_text__contains=word)
    return fits


def types_to_ask_for(
    scope: Scope, *, text: str, object_kind: str, language: str
) -> tuple[list[catalogue.Chip], list[Any], dict[str, list[Any]]]:
    """What can be asked for here: chips for the place, types the words speak of, and all types by line."""
    shown = catalogue.catalogue_of(scope.community_id)
    offered = [kind for kind in shown.types.values() if catalogue.may_ask(scope, kind)]
    by_line: dict[str, list[Any]] = {}
    for kind in offered:
        by_line.setdefault(kind.line_code, []).append(kind)
    lines = {in_language(line.name, language): by_line[code] for code, line in shown.lines.items() if code in by_line}
    return list(shown.chips_for(object_kind)), catalogue.suggest_types(scope, text), lines


def object_kind(place: Place) -> str:
    """The kind of place or thing as problem chips know it: asset:lift, space:washroom or space:*."""
    if place.asset_kind:
        return f"asset:{place.asset_kind}"
    return f"space:{place.use}" if place.use else "space:*"


def inside_words(place: Place) -> str:
    """The room and the thing of a place, as people say them."""
    return " · ".join(filter(None, (place.space_words, place.asset_words)))
