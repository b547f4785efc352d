"""Everything an agent needs beside a contact: who, where, what is open and out there, and what is promised."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from samdrift.foundation.errors import Invalid
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.desk.models import Contact, Queue
from samdrift.operations.desk.queries.outages import Out, outages_at
from samdrift.operations.requests import public as requests
from samdrift.operations.workforce import public as workforce
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.parties import public as parties

OPEN_SHOWN, OWN_SHOWN, WAITING_SHOWN, SITES_SHOWN, EARLIER_SHOWN, ARTICLES_SHOWN = 8, 5, 12, 6, 4, 2
EARLIER = timedelta(days=30)


MOST_URGENT = 2
"""Priorities beyond this one ring nobody at once."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The known person who asks, or who is asked for.

    Attributes:
        sites: Sites of the person's unit as (id, name), so that the place is one key away.
    """

    pk: int
    uid: UUID
    name: str
    note: str
    language: str
    unit_id: int | None
    sites: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Where:
    """The place it is about."""

    key: str
    name: str
    path: str
    place: requests.Place


@dataclass(frozen=True, slots=True)
class Open:
    """An open request that may be the same matter.

    Attributes:
        own: The caller asked for it: asking about it is chasing, not joining.
        alike: It is probably what the caller tells.
    """

    row: requests.ServiceRequest
    type: str
    place: str
    state: str
    own: bool
    alike: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A type that may be meant."""

    code: str
    name: str
    line: str
    hint: str
    charge: str
    approval: str


def caller_of(scope: Scope, person_id: int | None, language: str) -> Caller | None:
    """The caller with unit and its sites, or None when there is no such colleague the desk may look up."""
    if person_id is None:
        return None
    rows = parties.Employment.objects.within(scope).filter(person=person_id).select_related("person")
    works = rows.order_by("pk").first()
    if works is None or (works.person.protected_identity and not scope.may("parties.view_protected")):
        return None
    names = requests.names_of(scope.community_id)
    unit = in_language(names.units[works.unit_id][0], language) if works.unit_id in names.units else ""
    sites = [
        (pk, in_language(name, language))
        for pk, (_code, name, of) in names.sites.items()
        if of is not None and of == works.unit_id
    ]
    note = " · ".join(filter(None, (works.title, unit, works.person.work_phone)))
    person = works.person
    return Caller(person.pk, person.uid, person.full_name, note, person.language, works.unit_id, sites[:SITES_SHOWN])


def place_of(scope: Scope, key: str, language: str) -> Where | None:
    """The place a key such as site:12, space:7 or asset:3 means, or None."""
    kind, _colon, pk = key.partition(":")
    if kind not in ("site", "space", "asset") or not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    ids: dict[str, int | None] = {"site": None, "space": None, "asset": None} | {kind: int(pk)}
    try:
        place = requests.place_named(
            scope, site_id=ids["site"], space_id=ids["space"], asset_id=ids["asset"], unit_id=None
        )
    except Invalid:
        return None
    sites = requests.names_of(scope.community_id).sites
    site = in_language(sites[place.site_id][1], language) if place.site_id in sites else ""
    inside = requests.inside_words(place)
    return Where(key, inside or site, site if inside else "", place)


def open_there(
    scope: Scope, where: Where | None, caller: Caller | None, *, alike: Sequence[int] = (), language: str
) -> list[Open]:
    """What is open at the place and what the caller asked for; what is probably meant stands on top."""
    mine = Q(requester=caller.pk) if caller is not None else Q()
    here = _at(where) if where is not None else Q()
    if not mine and not here:
        return []
    rows = requests.ServiceRequest.objects.within(scope).filter(mine | here if mine and here else mine or here)
    rows = rows.filter(is_open=True).select_related("space", "asset").order_by("-received_at", "-pk")
    found = list(rows[: OPEN_SHOWN + OWN_SHOWN])
    types = requests.names_of(scope.community_id).types
    told = [
        Open(
            row, in_language(types[row.request_type_id][1], language) if row.request_type_id in types else "",
            _inside(row), str(requests.state_word(row.state)), caller is not None and row.requester_id == caller.pk,
            row.pk in alike,
        )
        for row in found
    ]  # fmt: skip
    return sorted(told, key=lambda one: (not one.alike, not one.own))[:OPEN_SHOWN]


def _at(where: Where) -> Q:
    place = where.place
    if place.asset_id is not None:
        return Q(asset=place.asset_id) | Q(space=place.space_id, asset__isnull=True)
    return Q(space=place.space_id) if place.space_id is not None else Q(site=place.site_id)


def _inside(row: requests.ServiceRequest) -> str:
    parts = [row.space.number if row.space is not None else "", row.asset.name if row.asset is not None else ""]
    return " · ".join(filter(None, parts))


def kinds(scope: Scope, text: str, chosen: str, language: str) -> tuple[list[Kind], Kind | None, list[tuple[str, str]]]:
    """The types the words speak of, the one that is chosen (else the surest), and all of them by code and name."""
    book = catalogue.catalogue_of(scope.community_id)
    suggested = catalogue.types_suggested_by(book, text) if text.strip() else []
    kind = book.type_by_code(chosen) if chosen else None
    if kind is not None and kind not in suggested:
        suggested = [kind, *suggested][:4]
    everything = sorted(book.types.values(), key=lambda one: (one.line_code, one.code))
    shown = [_kind(one, book, language) for one in suggested]
    picked = kind or next(iter(suggested), None)
    offered = [(one.code, f"{one.line_code} · {in_language(one.name, language)}") for one in everything]
    return shown, _kind(picked, book, language) if picked else None, offered


def _kind(kind: catalogue.RequestType, book: catalogue.Catalogue, language: str) -> Kind:
    line = book.lines.get(kind.line_code)
    return Kind(
        kind.code, in_language(kind.name, language), in_language(line.name, language) if line else kind.line_code,
        in_language(kind.hint, language), kind.charge, kind.approval,
    )  # fmt: skip


def knowledge(
    scope: Scope, text: str, kind: Kind | None, language: str
) -> tuple[list[catalogue.Read], catalogue.Read | None]:
    """Articles that answer what is typed, or else those about the type; and the script of the type, if there is one."""
    found = catalogue.articles_suggested(scope, text, language, most=ARTICLES_SHOWN) if text.strip() else []
    about = catalogue.articles_about(scope, kind.code, language, genre="") if kind else []
    script = next((one for one in about if one.genre == "script"), None)
    return found or [one for one in about if one.genre == "article"][:ARTICLES_SHOWN], script


def promise_for(scope: Scope, kind: Kind | None, where: Where | None, *, now: datetime) -> requests.Promised | None:
    """What the contract promises for this at that place from now; None when that is not known yet."""
    if kind is None or where is None:
        return None
    of = catalogue.catalogue_of(scope.community_id).type_by_code(kind.code)
    return requests.promised(scope, of, where.place, now=now) if of is not None else None


def called_for(
    scope: Scope, kind: Kind | None, where: Where | None, promised: requests.Promised | None, *, now: datetime
) -> list[tuple[str, str]]:
    """Whom to ring for something urgent there, name and phone, the one on call first; nobody where it is not urgent."""
    if kind is None or where is None or promised is None or promised.priority > MOST_URGENT:
        return []
    of = catalogue.catalogue_of(scope.community_id).type_by_code(kind.code)
    if of is None:
        return []
    found = workforce.who_is_on_call(
        scope.community_id, line=of.line_code, site_id=where.place.site_id, priority=promised.priority, at=now
    )
    if found is None:
        return []
    people = workforce.people_of(scope, found.employments[:2])
    return [people[one] for one in found.employments[:2] if one in people]


def alike_of(scope: Scope, kind: Kind | None, where: Where | None, text: str, *, now: datetime) -> list[int]:
    """The ids of open requests at the place that are probably the same matter."""
    of = catalogue.catalogue_of(scope.community_id).type_by_code(kind.code) if kind is not None else None
    if of is None or where is None:
        return []
    place = where.place
    found = requests.likely_duplicates(
        scope, request_type=of, site_id=place.site_id, space_id=place.space_id, asset_id=place.asset_id, text=text,
        now=now,
    )  # fmt: skip
    return [row.pk for row in found]


def out_there(scope: Scope, where: Where | None, caller: Caller | None) -> list[Out]:
    """What is out at the place, else at the caller's own sites; and what is out everywhere."""
    place = where.place if where is not None else None
    if place is not None:
        return outages_at(scope.community_id, site_id=place.site_id, space_id=place.space_id)
    sites = {pk for pk, _name in caller.sites} if caller is not None else set()
    everywhere_out = outages_at(scope.community_id, site_id=None)
    for site in sorted(sites):
        everywhere_out += [one for one in outages_at(scope.community_id, site_id=site) if one not in everywhere_out]
    return everywhere_out


def waiting_contacts(scope: Scope) -> list[Contact]:
    """Contacts nobody has taken yet, those meant for this agent first, then the longest waiting."""
    rows = Contact.objects.within(scope).filter(outcome="", answered_at__isnull=True)
    rows = rows.filter(Q(agent__isnull=True) | Q(agent=scope.person_id)).select_related("caller")
    found = list(rows.order_by("started_at", "pk")[: WAITING_SHOWN * 2])
    return sorted(found, key=lambda one: one.agent_id is None)[:WAITING_SHOWN]


def contact_in_hand(scope: Scope, uid: UUID | None) -> Contact | None:
    """The contact the agent works on: the one named, else the one taken last and not wrapped up."""
    rows = Contact.objects.within(scope).select_related("caller")
    if uid is not None:
        return rows.filter(uid=uid).first()
    mine = rows.filter(agent=scope.person_id, outcome="", answered_at__isnull=False)
    return mine.order_by("-answered_at", "-pk").first()


def earlier_contacts(scope: Scope, contact: Contact | None, caller: Caller | None, *, now: datetime) -> list[Contact]:
    """The last contacts of this caller, of the last thirty days."""
    same = Q(caller=caller.pk) if caller is not None else Q()
    if contact is not None and contact.caller_key:
        same = same | Q(caller_key=contact.caller_key) if same else Q(caller_key=contact.caller_key)
    if not same:
        return []
    rows = Contact.objects.within(scope).filter(same, started_at__gte=now - EARLIER).exclude(outcome="")
    return list(rows.select_related("service_request").order_by("-started_at", "-pk")[:EARLIER_SHOWN])


def person_behind(scope: Scope, caller_key: str) -> int | None:
    """Whoever called from this number last and was recognised: probably the same person again."""
    if not caller_key:
        return None
    with everywhere(reason="who last called from this number; shown only as far as the desk may look people up"):
        rows = Contact.objects.filter(community=scope.community_id, caller_key=caller_key, caller__isnull=False)
        return rows.order_by("-started_at").values_list("caller_id", flat=True).first()


def colleagues(scope: Scope, *, day: Any) -> list[tuple[int, str]]:
    """Agents and team leaders of the desk one may hand over to."""
    with everywhere(reason="the names of one's colleagues at the desk, whoever keeps their roles"):
        rows = parties.RoleAssignment.objects.filter(
            community=scope.community_id, role__in=("SD-AG", "SD-LEAD"), state="granted",
            employment__organisation=scope.party_id,
        )  # fmt: skip
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).exclude(employment__person=scope.person_id)
        rows = rows.exclude(employment__person__protected_identity=True).select_related("employment__person")
        people = list(rows.order_by("employment__person__folded_name", "pk")[:40])
    named = {row.employment.person_id: row.employment.person.full_name for row in people}
    return sorted(named.items(), key=lambda one: one[1])


def queues(scope: Scope, language: str) -> list[tuple[str, str]]:
    """Where contacts can be handed to, by code and name."""
    rows = Queue.objects.within(scope).order_by("position", "code")
    return [(row.code, in_language(row.name, language)) for row in rows]
