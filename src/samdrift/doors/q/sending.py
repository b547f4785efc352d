"""Sending a report through a tag: checked, limited, and either a request at once or held for the desk."""

import os
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from samdrift.doors.q import answers, choices, flood, tokens
from samdrift.doors.q.page import among, lines_at
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.fields import uuid7
from samdrift.foundation.files.public import CleanFile, clean_upload
from samdrift.foundation.idempotency import hash_of, once
from samdrift.foundation.scope import Scope
from samdrift.operations.desk import public as desk
from samdrift.operations.requests import public as requests
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags

LONGEST_TEXT = 2000
LONGEST_CONTACT = 120
BLIND_STEP_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came in, trimmed and checked for size."""

    key: str
    problem: str
    text: str
    contact: str
    same: str
    shown: tuple[str, ...]
    device: str
    language: str
    device_at: datetime | None
    device_clock: datetime | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender gets."""

    reference: str
    track: str
    photo_refused: str = ""
    passed_over: tuple[UUID, ...] = ()  # articles that stood there when it was sent


def read(request: HttpRequest, language: str) -> Sent:
    """The form's fields.

    Raises:
        Invalid: Something is too long, or there is no key.
    """
    post = request.POST
    wrong: dict[str, object] = {}
    text, contact = post.get("text", "").strip(), post.get("contact", "").strip()
    if len(text) > LONGEST_TEXT:
        wrong["text"] = _("This is too long: at most %(most)s characters.") % {"most": LONGEST_TEXT}
    if len(contact) > LONGEST_CONTACT:
        wrong["contact"] = _("This is too long: at most %(most)s characters.") % {"most": LONGEST_CONTACT}
    if wrong:
        raise Invalid(wrong)
    return Sent(
        key=post.get("key", "")[:200] or tokens.new_key(), problem=post.get("problem", "")[:40], text=text,
        contact=contact, same=post.get("same", "")[:40], shown=tuple(" ".join(post.getlist("shown")).split()[:4]),
        device=flood.device_of(request), language=language,
        device_at=_moment(post.get("at", "")), device_clock=_moment(post.get("clock", "")),
    )  # fmt: skip


def send(
    typed: str, found: tags.Scanned | None, sent: Sent, *, person: Scope | None, photo: Any, now: datetime
) -> Receipt:
    """Take the report in.

    Raises:
        Invalid: No problem was chosen, or the key was used for something else.
    """
    silent = found is None or found.answer.form != "place"
    begun = time.monotonic()
    try:
        if silent and sent.problem not in {key for key, _label, _icon in choices.BLIND}:
            raise Invalid({"problem": _("Choose what the problem is.")})
        kept, refused = _clean(photo)
        if found is not None and found.answer.form != "desk":
            receipt = _request(found, sent, person, kept, now)
        else:
            receipt = _held(typed, found, sent, kept, now)
        return replace(receipt, photo_refused=refused)
    finally:
        if silent:
            _even_out(begun)


def _request(found: tags.Scanned, sent: Sent, person: Scope | None, photo: CleanFile | None, now: datetime) -> Receipt:
    scope, requester = _scope(found, person, sent.language)
    arrival = desk.Arrival(
        started_at=now, caller_id=requester, device_at=sent.device_at, device_clock=sent.device_clock
    )
    if sent.same and found.answer.form == "place":
        return _joined(found, sent, scope, arrival, now)
    problem = choices.meant_by(choices.book_of(found), found, sent.problem, sent.language)
    if problem is None:
        raise Invalid({"problem": _("Choose what the problem is.")})
    written = desk.device_time(sent.device_at, sent.device_clock, now).written_at
    ask = requests.Ask(
        request_type=problem.request_type, channel="qr", title="" if sent.text else problem.label,
        description=sent.text, site_id=found.site_id, space_id=found.space_id, asset_id=found.asset_id,
        tag_id=found.tag_id, chip_code=problem.chip_code, impact=problem.impact, urgency=problem.urgency,
        requester_id=requester, contact=sent.contact, device_key=sent.device, language=sent.language,
        described_at=written,
    )  # fmt: skip
    asked = hash_of(found.code, sent.problem, sent.text, sent.contact)
    try:
        taken = desk.take_report_once(
            scope, ask, arrival, sender=f"q:{found.code}", key=sent.key, asked=asked, now=now, photo=photo
        )
    except Refused:
        # No contract covers it here: the desk must look, and the sender need not know why.
        return _held(found.code, found, sent, photo, now)
    passed_over: list[UUID] = []
    if found.answer.form == "place":
        passed_over = answers.shown_with(found, problem, sent.shown, sent.language)
    number = told_number(taken.number, silent=found.answer.form == "blind")
    return Receipt(number, _track(taken.track_token), passed_over=tuple(passed_over))


def _joined(found: tags.Scanned, sent: Sent, scope: Scope, arrival: desk.Arrival, now: datetime) -> Receipt:
    here = desk.known_here(site_id=found.site_id, space_id=found.space_id, asset_id=found.asset_id)
    one = among(here, sent.same) or among(_cases(found), sent.same)
    if one is None:
        raise Invalid({"problem": _("That report is no longer open. Please send a new one.")})
    taken = desk.join_report(
        scope, one.pk, one.data_class, arrival, contact_text=sent.contact, device_key=sent.device,
        language=sent.language, now=now,
    )  # fmt: skip
    return Receipt(taken.number, _track(taken.track_token))


def _cases(found: tags.Scanned) -> list[desk.Known]:
    """Cases of known issues here, wherever in the house the first of them was reported."""
    if found.secured:
        return []
    return desk.cases_out(
        found.community_id, site_id=found.site_id, space_id=found.space_id, building_id=found.building_id,
        lines=lines_at(choices.book_of(found), found),
    )  # fmt: skip


def _held(typed: str, found: tags.Scanned | None, sent: Sent, photo: CleanFile | None, now: datetime) -> Receipt:
    def do() -> list[str]:
        uid = uuid7()
        number = requests.random_number("", now.year, os.urandom(8))
        held = tags.Held(
            uid=uid, code=tags.code_in(typed) or typed[:40], community_id=found.community_id if found else None,
            reference=number.lstrip("-"), track_digest=requests.track_digest(_token(uid)), problem=sent.problem,
            text=sent.text, contact=sent.contact, language=sent.language, device_key=sent.device, received_at=now,
            photo=photo.content if photo else None,
        )  # fmt: skip
        return [tags.hold_report(held).reference, str(uid)]

    asked = hash_of(typed, sent.problem, sent.text, sent.contact)
    (reference, uid), _repeated = once(f"q:{typed[:60]}", sent.key, asked, do)
    return Receipt(reference, _track(_token(UUID(uid))))


def _token(uid: UUID) -> str:
    return requests.track_token(uid, settings.SECRET_KEY)


def _track(token: str) -> str:
    return f"/track/{token}"


def told_number(number: str, *, silent: bool) -> str:
    """The number as a stranger learns it: of a silent place without the community's letters in front."""
    return number.partition("-")[2] if silent else number


def _scope(found: tags.Scanned, person: Scope | None, language: str) -> tuple[Scope, int | None]:
    """Whose report it is: the signed-in person's where they may ask, else a stranger's with this one place."""
    if person is not None and person.community_id == found.community_id:
        where: dict[str, object] = {"site": found.site_id, "unit": found.unit_id, "own": True, "assigned": True}
        if person.allows("requests.report", **where):
            return person, person.person_id
    return parties.tag_scope(found.community_id, site_id=found.site_id, language=language), None


def _clean(photo: Any) -> tuple[CleanFile | None, str]:
    """The photo made safe, or the sentence why not: a bad photo does not cost the report."""
    if photo is None:
        return None, ""
    try:
        return clean_upload(photo, photo.name or "photo"), ""
    except Invalid as refused:
        return None, str(refused)


def _even_out(begun: float) -> None:
    """Answer on the next tenth of a second, so that known and unknown codes cannot be told apart by a stopwatch."""
    spent = time.monotonic() - begun
    time.sleep(BLIND_STEP_SECONDS - spent % BLIND_STEP_SECONDS)


def _moment(given: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None
