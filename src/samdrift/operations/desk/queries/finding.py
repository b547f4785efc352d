"""One field finds the caller and the place: names, numbers, units, sites, rooms, things, tag codes, requests."""

from collections.abc import Collection
from dataclasses import dataclass

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import fold, search_rows, terms_of
from samdrift.operations.requests import public as requests
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags

MOST = 6
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Pick:
    """Something an agent may choose.

    Attributes:
        key: who:<person id>, site:<id>, space:<id>, asset:<id> or case:<request uid>.
        note: What tells it from others of that name.
    """

    key: str
    name: str
    note: str
    icon: str


def picks(scope: Scope, text: str, language: str) -> list[Pick]:
    """What the letters or digits mean, the surest first; a fixed number of statements."""
    text = text.strip()[:100]
    if len(text) < SHORTEST:
        return []
    digits = "".join(mark for mark in text if mark.isascii() and mark.isdecimal())
    found = _tagged(scope, text, language) if digits else []
    found += _callers(scope, text, language)
    found += _sites(scope, text, language)
    found += _cases(scope, text)
    return found + _rooms_and_things(scope, text, language)


def _tagged(scope: Scope, text: str, language: str) -> list[Pick]:
    code = tags.code_in(text)
    tag = tags.scanned(code) if code else None
    if tag is None or tag.community_id != scope.community_id or not tags.may_know_place(scope, tag):
        return []
    kind, pk = next(
        (kind, pk)
        for kind, pk in (("asset", tag.asset_id), ("space", tag.space_id), ("site", tag.site_id), ("", 0))
        if pk is not None
    )
    return [Pick(f"{kind}:{pk}", tag.name(language), tag.path(language), "qr")] if kind else []


def _callers(scope: Scope, text: str, language: str) -> list[Pick]:
    units = requests.names_of(scope.community_id).units
    return [
        Pick(
            f"who:{one.person_id}", one.person.full_name,
            " · ".join(filter(None, (one.title, _unit(units, one.unit_id, language), one.person.work_phone))), "user",
        )
        for one in parties.callers(scope, text)[:MOST]
    ]  # fmt: skip


def _unit(units: dict[int, list[dict[str, str]]], unit_id: int | None, language: str) -> str:
    return in_language(units[unit_id][0], language) if unit_id in units else ""


def _sites(scope: Scope, text: str, language: str) -> list[Pick]:
    """Sites by code, name or unit: from the names a process remembers, then asked whether one sees them."""
    known, terms = requests.names_of(scope.community_id), terms_of(text)
    if not terms:
        return []
    matching = [
        pk
        for pk, (code, name, unit) in known.sites.items()
        if _fits(terms, f"{code} {' '.join(name.values())} {_unit(known.units, unit, language)}")
    ]
    if not matching:
        return []
    seen = estate.Site.objects.within(scope).filter(pk__in=matching[:200]).order_by("code")
    return [
        Pick(f"site:{pk}", in_language(known.sites[pk][1], language),
             f"{code} · {_unit(known.units, known.sites[pk][2], language)}", "site")
        for pk, code in seen.values_list("pk", "code")[:MOST]
    ]  # fmt: skip


def _fits(terms: Collection[str], text: str) -> bool:
    words = fold(text).replace("-", " ").split()
    return all(any(word.startswith(term) for word in words) for term in terms)


def _cases(scope: Scope, text: str) -> list[Pick]:
    hits = search_rows(scope, text, kinds=["requests.request"], limit=MOST).hits
    rows = requests.ServiceRequest.objects.within(scope).filter(uid__in=[hit.uid for hit in hits])
    return [
        Pick(f"case:{row.uid}", row.title, f"{row.number} · {requests.state_word(row.state)}", "request")
        for row in rows.order_by("-received_at", "-pk")
    ]


def _rooms_and_things(scope: Scope, text: str, language: str) -> list[Pick]:
    sites = requests.names_of(scope.community_id).sites
    spaces, assets = estate.rooms_called(scope, text), estate.things_called(scope, text)
    found = [
        Pick(
            f"space:{pk}", f"{number} {name}".strip() if name != number else number, _at(sites, site, language), "room"
        )
        for pk, number, name, site in spaces.values_list("pk", "number", "name", "site_id")[:MOST]
    ]
    return found + [
        Pick(f"asset:{pk}", name, f"{number} · {_at(sites, site, language)}", "asset")
        for pk, number, name, site in assets.values_list("pk", "number", "name", "site_id")[:MOST]
    ]


def _at(sites: dict[int, list[dict[str, str]]], site_id: int, language: str) -> str:
    return in_language(sites[site_id][1], language) if site_id in sites else ""
