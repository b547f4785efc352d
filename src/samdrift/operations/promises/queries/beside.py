"""What stands beside the clocks, compared with the book: pauses, terms they had before, and what was agreed afterwards.

A pause somebody shortened by hand shows in no due time until the next command counts by it; so it is looked for here.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from samdrift.foundation.columns import columns, moments, uids
from samdrift.foundation.events.public import EventRecord
from samdrift.kernel.local_time import moment_of, zone_named
from samdrift.operations.promises.models import Pause, Promise

Told = tuple[str, str, str]
"""The work, the clock (or "pause"), and the column that says otherwise."""
Changes = dict[tuple[str, str], list[dict[str, Any]]]
STRUCK, AGREED = "struck", "agreed"
_PAUSE = ("uid", "subject_uid", "reason_code", "caused_by", "kinds", "started_at", "ended_at", "ends_by_itself_at")
_UTC = zone_named("UTC")


def changes_of(community_id: int) -> Changes:
    """The terms promises had before, as their columns keep them, by work and clock; `at` as a moment."""
    rows = Promise.objects.filter(community=community_id).exclude(state="voided").exclude(changes=[])
    return {
        (subject.hex, kind): [_read(change) for change in changes]
        for subject, kind, changes in rows.order_by().values_list("subject_uid", "kind", "changes")
    }


def _read(change: dict[str, Any]) -> dict[str, Any]:
    return {**change, "at": datetime.fromisoformat(change["at"])} if "at" in change else change


def pauses_that_differ(community_id: int) -> Iterator[Told]:
    """Pauses whose rows say otherwise than the book, that nothing tells of, or that are gone."""
    expected = _pauses_told(community_id)
    read = columns(Pause.objects.filter(community=community_id).order_by().values_list(*_PAUSE, "standing"))
    by_name = dict(zip((*_PAUSE, "standing"), read, strict=True))
    for name in ("uid", "subject_uid"):
        by_name[name] = uids(by_name[name])
    for name in ("started_at", "ended_at", "ends_by_itself_at"):
        by_name[name] = moments(by_name[name]).tolist()
    for uid, subject, reason, cause, kinds, began, ended, until, standing in zip(*by_name.values(), strict=True):
        told = expected.pop(uid, None)
        if told is None:
            yield subject, "pause", "unknown"
            continue
        seen = {
            "reason_code": reason, "caused_by": cause, "kinds": sorted(_kinds(kinds)), "started_at": began,
            "ended_at": ended, "ends_by_itself_at": until, "standing": standing,
        }  # fmt: skip
        yield from ((subject, "pause", name) for name, value in seen.items() if told[name] != value)
    yield from ((told["subject"], "pause", "missing") for told in expected.values())


def _kinds(written: Any) -> list[str]:
    kinds: list[str] = json.loads(written) if isinstance(written, str) else written
    return kinds


def _pauses_told(community_id: int) -> dict[str, dict[str, Any]]:
    events = EventRecord.objects.filter(community=community_id).order_by()
    ended, struck = {}, set()
    payloads, at = columns(events.filter(kind="promises.pause_ended").values_list("payload", "happened_at"))
    for text, moment in zip(payloads, moments(at).tolist(), strict=True):
        ended[_hex(json.loads(text)["pause_uid"])] = moment
    for (text,) in zip(*columns(events.filter(kind="promises.pause_struck").values_list("payload")), strict=True):
        struck.add(_hex(json.loads(text)["pause_uid"]))
    rows = events.filter(kind="promises.pause_started").values_list("subject_uid", "payload", "happened_at")
    subjects, payloads, at = columns(rows)
    empty = moments([None])[0].item()
    told = {}
    for subject, text, moment in zip(uids(subjects), payloads, moments(at).tolist(), strict=True):
        what = json.loads(text)
        uid, until = _hex(what["pause_uid"]), what.get("until")
        told[uid] = {
            "subject": subject, "reason_code": what["reason"], "caused_by": what["caused_by"],
            "kinds": sorted(what["clocks"]), "started_at": moment, "ended_at": ended.get(uid, empty),
            "ends_by_itself_at": empty if until is None else moment_of(datetime.fromisoformat(until), _UTC),
            "standing": STRUCK if uid in struck else AGREED,
        }  # fmt: skip
    return told


def _hex(uid: str) -> str:
    return uid.replace("-", "")


def agreements_that_differ(community_id: int) -> Iterator[Told]:
    """Promises whose agreed deadline or exclusion is not the one both parties agreed on last."""
    kinds = {"promises.deadline_agreed": "agreed", "promises.excluded": "reason"}
    told: dict[tuple[str, str], Any] = {}
    rows = EventRecord.objects.filter(community=community_id, kind__in=kinds).order_by("pk")
    for kind, payload in rows.values_list("kind", "payload"):
        said = payload[kinds[kind]]
        told[kind, _hex(payload["promise_uid"])] = (
            datetime.fromisoformat(said) if kind == "promises.deadline_agreed" else said
        )
    known = {uid for _kind, uid in told}
    promises = Promise.objects.filter(community=community_id).exclude(state="voided").order_by("pk")
    beside = promises.exclude(agreed_due_at=None) | promises.exclude(excluded="") | promises.filter(uid__in=known)
    for row in beside.only("uid", "subject_uid", "kind", "agreed_due_at", "excluded"):
        if told.get(("promises.deadline_agreed", row.uid.hex)) != row.agreed_due_at:
            yield row.subject_uid.hex, row.kind, "agreed_due_at"
        if told.get(("promises.excluded", row.uid.hex), "") != row.excluded:
            yield row.subject_uid.hex, row.kind, "excluded"
