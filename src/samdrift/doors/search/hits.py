"""How each kind of thing found is shown. Every kind is read again through its own room's gate, one statement a kind."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import Hit, fold, terms_of
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

MOST_SITES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the results."""

    title: str
    url: str = ""
    icon: str = "circle"
    note: str = ""
    where: str = ""
    state: str = ""
    word: str = ""
    at: datetime | None = None


Shown = dict[UUID, Result]


def shown(scope: Scope, hits: Collection[Hit], language: str) -> list[Result]:
    """The hits in their order; what its room no longer shows to this scope is left out."""
    made: dict[str, Shown] = {}
    for kind, show in KINDS.items():
        uids = [hit.uid for hit in hits if hit.kind == kind]
        made[kind] = show(scope, uids, language) if uids else {}
    return [made[hit.kind][hit.uid] for hit in hits if hit.uid in made.get(hit.kind, {})]


def _requests(scope: Scope, uids: list[UUID], language: str) -> Shown:
    names = requests.names_of(scope.community_id)
    found = requests.ServiceRequest.objects.within(scope).filter(uid__in=uids)
    columns = found.values_list("uid", "title", "number", "state", "site_id", "received_at")
    return {
        uid: Result(
            title=title or number,
            url=page("requests:page", uid),
            icon="request",
            note=number,
            where=in_language(names.sites[site][1], language) if site in names.sites else "",
            state=state,
            word=requests.state_word(state),
            at=received_at,
        )
        for uid, title, number, state, site, received_at in columns
    }


def _people(scope: Scope, uids: list[UUID], language: str) -> Shown:
    held = parties.Employment.objects.within(scope).filter(uid__in=uids).select_related("person")
    return {
        one.uid: Result(
            title=parties.shown_name(scope, one.person, one.title),
            url=page("parties:person", one.person.uid),
            icon="user",
            note=one.title,
        )
        for one in held
    }


def _articles(scope: Scope, uids: list[UUID], language: str) -> Shown:
    return {
        one.uid: Result(title=one.title, url=page("catalogue:help_article", one.uid), icon="book")
        for one in catalogue.read_articles(scope, language, uids=uids)
    }


KINDS: dict[str, Callable[[Scope, list[UUID], str], Shown]] = {
    "requests.request": _requests, "person": _people, "catalogue.help": _articles, "catalogue.advice": _articles,
    "catalogue.own": _articles,
}  # fmt: skip


def sites_named(scope: Scope, text: str, language: str) -> list[Result]:
    """The first few sites whose code or name begins a word with each word of `text`."""
    terms = terms_of(text)
    if not terms or not scope.may("estate.view"):
        return []
    known = requests.names_of(scope.community_id).sites
    matching = [pk for pk, (code, name, _unit) in known.items() if _fits(terms, f"{code} {' '.join(name.values())}")]
    if not matching:
        return []
    sites = estate.Site.objects.within(scope).filter(pk__in=matching).order_by("code")[:MOST_SITES]
    return [
        Result(title=in_language(site.name, language), url=page("estate:site", site.uid), icon="site", note=site.code)
        for site in sites
    ]


def _fits(terms: Collection[str], text: str) -> bool:
    words = fold(text).replace("-", " ").split()
    return all(any(word.startswith(term) for word in words) for term in terms)


def page(name: str, *args: object) -> str:
    """The address of a page, or "" where that room has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
