"""What a tracking link shows: state in words, the promise, questions; never who works on it, never a silent place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samdrift.doors.pages.formats import short
from samdrift.doors.q import choices
from samdrift.doors.q.sending import told_number
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import OPEN_CLASSES, everywhere
from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags

REOPEN_SHOWN_FOR = timedelta(days=16)
_REACHED = {
    "submitted": 0, "awaiting_approval": 0, "submitted_approved": 0, "triaged": 1, "assigned": 1, "in_progress": 2,
    "on_hold": 2, "made_safe": 2, "resolved": 3, "closed": 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Followed:
    """What a tracking link leads to: a request, or a report that is still held, seen by whoever sent it."""

    tracked: requests.Tracked | None
    held: tags.HeldReport | None
    silent: bool
    zone: ZoneInfo


def followed(token: str) -> Followed | None:
    """What the link opens, or None; both kinds are always looked for, so that neither can be told by the time."""
    digest = requests.track_digest(token)
    held = tags.held_by_track_digest(digest)
    tracked = requests.followed(token)
    if held is not None and held.request_uid is not None:
        tracked = requests.followed(requests.track_token(held.request_uid, settings.SECRET_KEY))
    if tracked is None and held is None:
        return None
    silent = held is not None or (tracked is not None and _is_silent(tracked.service_request))
    site = tracked.service_request.site if tracked is not None else None
    return Followed(tracked, held, silent, _house_zone() if silent or site is None else ZoneInfo(site.timezone))


def context(found: Followed, *, path: str, form: Mapping[str, Any], new: str, now: datetime) -> dict[str, Any]:
    """The context of q/sent.html."""
    told: dict[str, Any] = {
        "path": path, "fresh": bool(new), "no_photo": new == "no_photo", "form": form, "place": None, "promise": "",
        "messages": [], "question": False, "can_confirm": False, "can_reopen": False, "can_rate": False, "ended": "",
        "article": None,
    }  # fmt: skip
    if found.tracked is None:
        assert found.held is not None
        return {**told, **_held(found.held)}
    return {**told, **_request(found, found.tracked, now)}


def _held(held: tags.HeldReport) -> dict[str, Any]:
    return {
        "reference": held.reference,
        "what": _blind_label(held.problem),
        "at": held.received_at,
        "steps": _steps(0, held.received_at, None, None),
    }


def _request(found: Followed, tracked: requests.Tracked, now: datetime) -> dict[str, Any]:
    row, state = tracked.service_request, tracked.state
    shown = tracked.master or row
    reached = _REACHED.get(state)
    # Of a silent place nothing more is told at first than of a code nobody knows.
    promise = "" if found.silent and reached == 0 else _promise(tracked, found.zone)
    told = {
        "reference": _reference(found, row), "what": _what(row, silent=found.silent), "at": row.received_at,
        "place": None if found.silent else _place(row),
        "steps": _steps(reached, row.received_at, shown.triaged_at, shown.resolved_at),
        "promise": promise, "ended": "" if reached is not None else requests.state_word(state),
        "messages": [_message(one) for one in tracked.comments], "question": tracked.question is not None,
    }  # fmt: skip
    if not found.silent and reached is not None and reached < _REACHED["resolved"]:
        told["article"] = _meanwhile(tracked)
    if tracked.is_requester and tracked.master is None:
        told["can_confirm"] = state == "resolved"
        told["can_reopen"] = state == "resolved" or (
            state == "closed" and row.resolved_at is not None and now - row.resolved_at < REOPEN_SHOWN_FOR
        )
        told["can_rate"] = state == "closed" and row.rating is None
    return told


def _meanwhile(tracked: requests.Tracked) -> catalogue.Read | None:
    """What everybody may read about this kind of problem until somebody comes."""
    language = (get_language() or "en")[:2]
    kind = catalogue.catalogue_of(tracked.service_request.community_id).types.get(
        tracked.service_request.request_type_id
    )
    found = catalogue.articles_about(tracked.scope, kind.code, language) if kind else []
    return next((one for one in found if one.audience == "requesters"), None)


def _reference(found: Followed, row: requests.ServiceRequest) -> str:
    return found.held.reference if found.held is not None else told_number(row.number, silent=found.silent)


def _promise(tracked: requests.Tracked, zone: ZoneInfo) -> str:
    if tracked.question is not None:
        return _("The time we promised stands still until you answer.")
    if tracked.due_at is None:
        return ""
    return _("We promise to have it solved by %(moment)s.") % {"moment": short(tracked.due_at, zone)}


def _steps(
    reached: int | None, received: datetime, planned: datetime | None, solved: datetime | None
) -> list[tuple[str, str, datetime | None]]:
    if reached is None:
        return [(_("Received"), "done", received)]
    labels = (
        (_("Received"), received), (_("Planned"), planned), (_("At work"), None), (_("Solved"), solved),
    )  # fmt: skip
    last = len(labels) - 1
    return [
        (
            label,
            "done" if at < reached or reached == last else "now" if at == reached else "later",
            moment if at <= reached else None,
        )
        for at, (label, moment) in enumerate(labels)
    ]


def _message(comment: requests.Comment) -> dict[str, Any]:
    return {
        "mine": comment.by_requester,
        "who": _("You") if comment.by_requester else _("The service desk"),
        "text": comment.body,
        "at": comment.said_at,
    }


def _what(row: requests.ServiceRequest, *, silent: bool) -> str:
    """The kind of problem, in the reader's language."""
    if silent:
        return _blind_label(row.chip_code)
    language = (get_language() or "en")[:2]
    book = catalogue.catalogue_of(row.community_id)
    kind = book.types.get(row.request_type_id)
    chips = [chip for chips in book.chips.values() for chip in chips]
    chip = next((c for c in chips if c.code == row.chip_code and c.request_type_id == row.request_type_id), None)
    return in_language(dict(chip.label) if chip else kind.name if kind else {}, language) or _("Your report")


def _blind_label(key: str) -> str:
    return next((_(label) for code, label, _icon in choices.BLIND if code == key), _("Your report"))


def _place(row: requests.ServiceRequest) -> str | None:
    with everywhere(reason="the place the sender stood at, told back to them"):
        space = estate.Space.objects.filter(pk=row.space_id).first() if row.space_id else None
    if space is None:
        return None
    return f"{space.name} {space.number}".strip() if space.name != space.number else space.number


def _is_silent(row: requests.ServiceRequest) -> bool:
    """A restricted class, or a tag that tells strangers nothing."""
    if row.data_class not in OPEN_CLASSES:
        return True
    if row.tag_id is None:
        return False
    with everywhere(reason="whether the tag the report came through is silent"):
        return tags.Tag.objects.filter(pk=row.tag_id, disclosure="secured").exists()


@lru_cache(maxsize=1)
def _house_zone() -> ZoneInfo:
    """One zone for every page that must not tell where it is: that of the oldest community here."""
    name = parties.Community.objects.order_by("pk").values_list("timezone", flat=True).first()
    return ZoneInfo(name or "UTC")
