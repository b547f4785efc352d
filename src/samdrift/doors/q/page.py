"""Drawing the scan page. Drawn once for everybody who sees the same; only key, token and address differ."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from threading import Lock
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from samdrift.doors.q import answers, choices
from samdrift.doors.q.tokens import new_key, new_token
from samdrift.foundation.fields import in_language
from samdrift.operations.desk import public as desk
from samdrift.registers.tags import public as tags

KEPT = 1000
"""Drawings kept by a process, some 5 kB each."""

_KEY, _TOKEN, _PATH, _NAME, _WHERE = "@@key@@", "@@token@@", "@@path@@", "@@name@@", "@@where@@"


@dataclass(frozen=True, slots=True)
class Shown:
    """The place as the page names it."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What somebody had filled in, when the form comes back.

    Attributes:
        look: The words to look something up for; None where nobody asked to.
        thanks: An article helped, and nothing was sent.
        photo_again: A photo was chosen, which no browser keeps.
    """

    problem: str = ""
    text: str = ""
    contact: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    look: str | None = None
    thanks: bool = False
    photo_again: bool = False


NOTHING = Filled()


def known_at(found: tags.Scanned | None) -> list[desk.Known]:
    """Open requests at the place; a silent code asks the same question about nowhere."""
    if found is None or found.answer.form != "place":
        return desk.known_here(site_id=None, space_id=None, asset_id=None)
    return desk.known_here(site_id=found.site_id, space_id=found.space_id, asset_id=found.asset_id)


def out_at(book: Any, found: tags.Scanned, language: str) -> tuple[tuple[str, str, datetime | None, str], ...]:
    """Known issues where this tag hangs, as (title, text, expected end, case or ""); at secured places nothing."""
    if found.secured or found.answer.form != "place":
        return ()
    rows = desk.outages_at(
        found.community_id, site_id=found.site_id, space_id=found.space_id, building_id=found.building_id,
        lines=lines_at(book, found),
    )  # fmt: skip
    return tuple(
        (in_language(o.title, language), in_language(o.text, language), o.expected_until, str(o.request_uid or ""))
        for o in rows
    )


def lines_at(book: Any, found: tags.Scanned) -> set[str]:
    """The service lines one can report here."""
    kinds = (book.types.get(chip.request_type_id) for chip in book.chips_for(found.object_kind))
    return {kind.line_code for kind in kinds if kind is not None}


def plain_page(
    typed: str, found: tags.Scanned | None, known: Sequence[desk.Known], *, language: str, now: datetime
) -> str:
    """The page of somebody who is not signed in and has filled in nothing yet.

    Rooms of one kind in which nothing is reported look alike but for their names, so they share one drawing.
    """
    gaps = {_PATH: address(typed), _KEY: new_key(), _TOKEN: new_token(typed, None)}
    book: object = None
    if found is None or found.answer.form != "place":
        about: tuple[object, ...] = ("blind", language)
    else:
        book = choices.book_of(found)
        gaps[_NAME], gaps[_WHERE] = found.name(language), found.path(language)
        minute = int(now.timestamp() // 60) if known else 0
        said = tuple(one.pk for one in known)
        out = out_at(book, found, language)
        under = answers.by_type(found, language)
        about = (id(book), id(under), found.object_kind, language, bool(gaps[_WHERE]), minute, said, out)
        book = (book, under)
    drawn = _drawn.get(about)
    if drawn is None:
        gap = Shown(_NAME, _WHERE if gaps.get(_WHERE) else "") if _NAME in gaps else None
        drawn = draw(_PATH, found, known, language=language, key=_KEY, token=_TOKEN, shown=gap)
        _drawn.keep(about, drawn, book)
    for mark, text in gaps.items():
        drawn = drawn.replace(mark, escape(text))
    return drawn


def own_page(
    typed: str, found: tags.Scanned | None, known: Sequence[desk.Known], *, language: str, person_id: int | None,
    filled: Filled = NOTHING, inside: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """The page of somebody signed in, or whose form comes back."""
    token = new_token(typed, person_id)
    named = found is not None and found.answer.form == "place"
    shown = Shown(found.name(language), found.path(language)) if found is not None and named else None
    return draw(
        address(typed), found, known, language=language, key=new_key(), token=token, shown=shown, filled=filled,
        inside=inside,
    )  # fmt: skip


def draw(
    path: str, found: tags.Scanned | None, known: Sequence[desk.Known], *, language: str, key: str, token: str,
    shown: "Shown | None", filled: "Filled" = NOTHING, inside: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """The page as HTML."""
    listed: list[dict[str, object]] = []
    out: tuple[tuple[str, str, datetime | None, str], ...] = ()
    problems = choices.blind_choices()
    under: answers.ByType = {}
    offer = answers.NOTHING
    if found is not None and shown is not None:
        book = choices.book_of(found)
        problems = choices.choices_for(book, found, language)
        listed = listed_of(book, found, known, language)
        out = out_at(book, found, language)
        under = answers.by_type(found, language)
        if filled.look is not None:
            offer = answers.looked_up(found, filled.look, listed, known, language)
    form = {
        "key": key, "token": token, "problem": filled.problem, "text": filled.text, "contact": filled.contact,
        "errors": dict(filled.errors), "looked": filled.look is not None, "thanks": filled.thanks,
        "photo_again": filled.photo_again,
    }  # fmt: skip
    return render_to_string(
        "q/report.html",
        {
            "path": path, "place": shown, "known": listed, "problems": problems, "form": form, "inside": inside,
            "out": out, "under": under, "offer": offer,
            "max_photo_mb": settings.SAMDRIFT_MAX_UPLOAD_MB,
        },
    )  # fmt: skip


def offered(found: tags.Scanned | None, text: str, known: Sequence[desk.Known], *, path: str, language: str) -> str:
    """The part of the page that tells what fits some words, for a script that asks while somebody types."""
    listed = []
    if found is not None and found.answer.form == "place":
        listed = listed_of(choices.book_of(found), found, known, language)
    offer = answers.looked_up(found, text, listed, known, language)
    return render_to_string("q/offer.html", {"offer": offer, "form": {"looked": False}, "path": path})


def address(typed: str) -> str:
    """The page's own address, whichever way the code was written."""
    return f"/q/{quote(typed, safe='')}"


def listed_of(book: Any, found: tags.Scanned, known: Sequence[desk.Known], language: str) -> list[dict[str, object]]:
    """Open requests at a place as a stranger may know of them: kind and age."""
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
        self._pages: OrderedDict[tuple[object, ...], tuple[str, object]] = OrderedDict()
        self._lock = Lock()

    def get(self, about: tuple[object, ...]) -> str | None:
        with self._lock:
            kept = self._pages.get(about)
            if kept is None:
                return None
            self._pages.move_to_end(about)
            return kept[0]

    def keep(self, about: tuple[object, ...], page: str, drawn_from: object) -> None:
        """Keep a page, and what its key names by identity, so that the identity cannot become another's."""
        with self._lock:
            self._pages[about] = (page, drawn_from)
            while len(self._pages) > KEPT:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()


_drawn = _Drawn()
forget_pages = _drawn.clear
