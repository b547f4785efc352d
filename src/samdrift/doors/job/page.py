"""What a subcontractor's link shows: work, place and dangers, the way in once it is theirs; never people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from samdrift.doors.pages.formats import short
from samdrift.foundation.fields import in_language
from samdrift.foundation.files.public import files_of
from samdrift.operations.field import public as field
from samdrift.operations.work import public as work
from samdrift.registers.catalogue import public as catalogue

ORDERS, REQUESTS = "work.workorder", "requests.servicerequest"
GONE_THROUGH = ("started", "paused")
# Until it is accepted only what one needs to say yes or no: how to get in is nobody's who may say no.
BEFORE_YES = frozenset({"hazard", "clearance"})


def is_theirs(order: work.WorkOrder) -> bool:
    """Whether the company has said yes to the order."""
    return order.accepted_at is not None and order.state not in ("planned", "ready", "dispatched")


def zone_of(order: work.WorkOrder) -> ZoneInfo:
    """Where the order's times are told."""
    return ZoneInfo(order.site.timezone if order.site else "UTC")


def card(order: work.WorkOrder, language: str) -> dict[str, Any]:
    """An order on a list."""
    return {
        "order": order, "where": work.place_line(order, language), "state": work.state_word(order.state),
        "due": short(order.due_at, zone_of(order)) if order.due_at else "",
    }  # fmt: skip


def context(opened: work.Opened, order: work.WorkOrder, language: str, now: datetime) -> dict[str, Any]:
    """The context of q/job.html."""
    theirs = is_theirs(order)
    known = catalogue.catalogue_of(order.community_id)
    notes = field.open_notes_at(order)
    about = order.service_request if theirs else None
    lines = [line for line in work.lines_of(opened.scope, order) if line.kind != "hired"]
    moves = [move for move in work.taps_of(opened.scope, order) if move in work.link_rules.MOVES]
    return {
        **card(order, language), "theirs": theirs, "moves": moves, "company": opened.company,
        "late": order.due_at is not None and order.is_open and order.due_at < now,
        "address": _address(order), "notes": [one for one in notes if theirs or one["kind"] in BEFORE_YES],
        "said": about.description if about is not None else "", "photos": _photos(opened, order, theirs=theirs),
        "lines": lines, "steps": _steps(order, language) if theirs else [],
        "needs": work.still_needed(opened.scope, order) if "finish" in moves else [],
        "needs_scan": "start" in moves and order.place_confirmed_at is None and work.has_tag(order),
        "no_scan": [(code, str(word)) for code, word in work.NO_SCAN_WORDS.items()],
        "refusals": [(code, str(word)) for code, word in work.REFUSAL_WORDS.items()],
        "failures": [(code, str(word)) for code, word in work.FAILURE_WORDS.items()],
        "holds": [(one.code, in_language(one.name, language)) for one in known.hold_reasons.values()],
        "endings": [
            (one.code, in_language(one.name, language)) for one in known.resolution_codes.values()
            if one.line_code in ("", order.line_code) and one.code != "no_answer"
        ],
        "spends": order.state in ("accepted", *GONE_THROUGH, "done"), "goes_through": order.state in GONE_THROUGH,
    }  # fmt: skip


def photos_seen(opened: work.Opened, order: work.WorkOrder) -> dict[Any, list[Any]]:
    """The photos the link may open, by their owner: the work's, and once it is theirs what was reported."""
    found = files_of(opened.scope, ORDERS, [order.uid])
    if is_theirs(order) and order.service_request is not None:
        found |= files_of(opened.scope, REQUESTS, [order.service_request.uid])
    return found


def _photos(opened: work.Opened, order: work.WorkOrder, *, theirs: bool) -> list[Any]:
    return [one for some in photos_seen(opened, order).values() for one in some] if theirs else []


def _address(order: work.WorkOrder) -> str:
    site = order.site
    if site is None:
        return ""
    town = " ".join(part for part in (site.postal_code, site.town) if part)
    return ", ".join(part for part in (site.address, town) if part)


def _steps(order: work.WorkOrder, language: str) -> list[dict[str, Any]]:
    answers = work.answers_of(order)
    return [_step(step, answers.get(step.key), language) for step in work.steps_of(order)]


def _step(step: work.checklists.Step, answer: Any, language: str) -> dict[str, Any]:
    words: Mapping[str, str] = {one.code: in_language(dict(one.text), language) for one in step.choices}
    if step.kind == "yes_no":
        words = {"yes": _("Yes"), "no": _("No")}
    said = "" if answer is None else _("Photo") if step.kind == "photo" else words.get(answer.value, answer.value)
    return {
        "step": step, "text": in_language(dict(step.text), language), "answer": answer, "said": said,
        "choices": list(words.items()),
    }  # fmt: skip
