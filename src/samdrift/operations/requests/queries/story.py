"""A request's history in the reader's language: the sentences are the events' own, the names those a page holds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samdrift.foundation.events.public import EventRecord, Reader, sentence_of, tell
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.operations.requests.queries.names import Names, Words
from samdrift.operations.requests.queries.words import PAUSES_BY_ITSELF
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: the sentence, when, who did it, and how it looks."""

    kind: str
    text: str
    at: datetime
    by: str
    icon: str
    tone: str


def steps_of(
    scope: Scope, events: Iterable[EventRecord], names: Names, people: Mapping[int, str], language: str
) -> list[Step]:
    """What happened, the newest first; events of kinds nobody knows any more are left out."""
    known = [event for event in events if sentence_of(event.kind)]
    told = tell(scope, known, language, readers=readers_of(names, people))
    by_link = parties.names_by_link((event.person_id, event.party_id) for event in known)
    made = [
        Step(event.kind, one.text, event.happened_at, _by(event, people, by_link), one.icon, one.tone)
        for event, one in zip(known, told, strict=True)
    ]
    return made[::-1]


def _by(event: EventRecord, people: Mapping[int, str], by_link: Mapping[int, str]) -> str:
    if event.person_id:
        return people.get(event.person_id, "")
    if event.party_id is not None and event.party_id in by_link:
        return by_link[event.party_id]
    return _("by itself") if event.payload.get("reason") == "silent" else ""


def readers_of(names: Names, people: Mapping[int, str]) -> dict[str, Reader]:
    """What ids and codes are called by the names a page has read already, so that its story asks for none again."""
    types = {code: name for code, name, _line in names.types.values()}
    holds = _worded(names.holds.get)
    return {
        "site_id": _worded(lambda pk: names.sites[pk][1] if pk in names.sites else None),
        "team_id": _worded(lambda pk: names.teams[pk][0] if pk in names.teams else None),
        "assignee_id": lambda _scope, ids, _language: {pk: people.get(pk, "") for pk in ids},
        "request_type": _worded(types.get),
        "hold_reason": holds,
        "pause_reason": lambda scope, codes, language: {**holds(scope, codes, language), **PAUSES_BY_ITSELF},
        "resolution_code": _worded(names.resolutions.get),
    }


def _worded(text_of: Callable[[Any], Words | None]) -> Reader:
    return lambda _scope, values, language: {value: in_language(text_of(value), language) for value in values}
