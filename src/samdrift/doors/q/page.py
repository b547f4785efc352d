"""Drawing the scan page. Drawn once for everybody who sees the same; only key, token and address differ."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape

from samdrift.doors.q import choices
from samdrift.doors.q.tokens import new_key, new_token
from samdrift.operations.desk import public as desk
from samdrift.registers.tags import public as tags

KEPT = 1500
"""Pages kept by a process, some 8 kB each."""

_KEY, _TOKEN, _PATH = "@@key@@", "@@token@@", "@@path@@"


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody had filled in, when the form comes back."""

    problem: str = ""
    text: str = ""
    contact: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


NOTHING = Filled()


def known_at(found: tags.Scanned | None) -> list[desk.Known]:
    """Open requests at the place; a silent code asks the same question about nowhere."""
    if found is None or found.answer.form != "place":
        return desk.known_here(site_id=None, space_id=None, asset_id=None)
    return desk.known_here(site_id=found.site_id, space_id=found.space_id, asset_id=found.asset_id)


def plain_page(
    typed: str, found: tags.Scanned | None, known: Sequence[desk.Known], *, language: str, now: datetime
) -> str:
    """The page of somebody who is not signed in and has filled in nothing yet."""
    if found is None or found.answer.form != "place":
        about: tuple[object, ...] = ("blind", language)
    else:
        minute = int(now.timestamp() // 60) if known else 0
        about = (found.stamp, language, minute, tuple(one.pk for one in known))
    drawn = _drawn.get(about)
    if drawn is None:
        drawn = draw(_PATH, found, known, language=language, key=_KEY, token=_TOKEN, filled=NOTHING, inside=None)
        _drawn.keep(about, drawn)
    filled_in = drawn.replace(_PATH, str(escape(address(typed)))).replace(_KEY, new_key())
    return filled_in.replace(_TOKEN, new_token(typed, None))


def own_page(
    typed: str, found: tags.Scanned | None, known: Sequence[desk.Known], *, language: str, person_id: int | None,
    filled: Filled = NOTHING, inside: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """The page of somebody signed in, or whose form comes back."""
    token = new_token(typed, person_id)
    return draw(
        address(typed), found, known, language=language, key=new_key(), token=token, filled=filled, inside=inside
    )


def draw(
    path: str, found: tags.Scanned | None, known: Sequence[desk.Known], *, language: str, key: str, token: str,
    filled: Filled, inside: Mapping[str, Any] | None,
) -> str:  # fmt: skip
    """The page as HTML."""
    place, listed, problems = None, [], choices.blind_choices()
    if found is not None and found.answer.form == "place":
        book = choices.book_of(found)
        place = {"name": found.name(language), "path": found.path(language)}
        problems = choices.choices_for(book, found, language)
        listed = _listed(book, found, known, language)
    form = {
        "key": key, "token": token, "problem": filled.problem, "text": filled.text, "contact": filled.contact,
        "errors": dict(filled.errors),
    }  # fmt: skip
    return render_to_string(
        "q/report.html",
        {
            "path": path, "place": place, "known": listed, "problems": problems, "form": form, "inside": inside,
            "max_photo_mb": settings.SAMDRIFT_MAX_UPLOAD_MB,
        },
    )  # fmt: skip


def address(typed: str) -> str:
    """The page's own address, whichever way the code was written."""
    return f"/q/{quote(typed, safe='')}"


def _listed(book: Any, found: tags.Scanned, known: Sequence[desk.Known], language: str) -> list[dict[str, object]]:
    named = [
        (one, choices.label_of(book, found.object_kind, one.request_type_id, one.chip_code, language)) for one in known
    ]
    return [{"key": one.uid, "label": label, "at": one.received_at} for one, label in named if label]


def among(known: Sequence[desk.Known], key: str) -> desk.Known | None:
    """The known request somebody says "me too" to, when it is one of this place."""
    try:
        uid = UUID(key)
    except ValueError:
        return None
    return next((one for one in known if one.uid == uid), None)


class _Drawn:
    """The pages this process has drawn lately, the least used going first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[object, ...], str] = OrderedDict()
        self._lock = Lock()

    def get(self, about: tuple[object, ...]) -> str | None:
        with self._lock:
            page = self._pages.get(about)
            if page is not None:
                self._pages.move_to_end(about)
            return page

    def keep(self, about: tuple[object, ...], page: str) -> None:
        with self._lock:
            self._pages[about] = page
            while len(self._pages) > KEPT:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()


_drawn = _Drawn()
forget_pages = _drawn.clear
