"""Scans seen by this process, handed over a few at a time once the answer is out: scanning costs no write."""

import time
from datetime import datetime
from threading import Lock

from samdrift.registers.tags import public as tags

EVERY_SECONDS = 5.0
MOST = 200

_waiting: dict[int, tags.Scan] = {}
_noted: dict[int, object] = {}
_lock = Lock()
_last = [0.0]


def saw(found: tags.Scanned | None, now: datetime) -> None:
    """Remember that a tag was scanned today, unless that is known."""
    if found is None:
        return
    day = now.date()
    if found.seen_on == day or _noted.get(found.scanned_id) == day:
        return
    astray = "ended" if found.answer.tell_tag_admin else "unbound" if found.answer.found_tag else ""
    with _lock:
        _waiting[found.scanned_id] = tags.Scan(found.scanned_id, day, astray)


def hand_over(now: datetime) -> int:
    """Write what waits, at most every five seconds; how many tags."""
    moment = time.monotonic()
    with _lock:
        if not _waiting or (moment - _last[0] < EVERY_SECONDS and len(_waiting) < MOST):
            return 0
        scans = list(_waiting.values())
        _waiting.clear()
        _last[0] = moment
        if len(_noted) > 50_000:
            _noted.clear()
        _noted.update({scan.tag_id: scan.on for scan in scans})
    return tags.note_scans(scans, now=now)


def forget() -> None:
    """Forget what waits: for tests."""
    with _lock:
        _waiting.clear()
        _noted.clear()
        _last[0] = 0.0
