"""The problems somebody can tap on: those of the kind of place or thing, or the same few for every silent code."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from samdrift.foundation.fields import in_language
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.tags import public as tags

MOST = 6
REMEMBERED_SECONDS = 15
SECURED = "secured"

# The same on every page that tells no place, known code or not: nothing may tell them apart.
BLIND = (
    ("broken", gettext_noop("Something is broken"), "tool"),
    ("light", gettext_noop("Light"), "bulb"),
    ("climate", gettext_noop("Too hot or cold"), "temperature"),
    ("dirty", gettext_noop("Not clean"), "cleaning"),
    ("door", gettext_noop("Door or lock"), "room"),
    ("spill", gettext_noop("Spill on the floor"), "spill"),
)

# The catalogue names its drawings freely; the scan page's small sprite has these for them.
_DRAWN_AS = {
    "sparkles": "cleaning", "toilet-paper": "supply", "hammer": "tool", "volume": "bell", "alert-triangle": "alert",
    "alert-circle": "report", "snowflake": "snow", "trees": "grounds", "recycle": "waste", "file-x": "waste",
    "car-crash": "fleet", "mood-sad": "catering", "settings": "tool", "lock": "lock",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One problem: what the form sends, what it is called, and the request it becomes."""

    key: str
    label: str
    icon: str
    request_type: str
    chip_code: str = ""
    impact: int | None = None
    urgency: int | None = None


def blind_choices() -> list[Choice]:
    """What every page offers that tells no place, in the reader's language."""
    return [Choice(key, gettext(label), icon, "") for key, label, icon in BLIND]


def choices_for(book: catalogue.Catalogue, found: tags.Scanned, language: str) -> list[Choice]:
    """The problems of a place that may be named."""
    chips = [_from_chip(book, chip, language) for chip in book.chips_for(found.object_kind)]
    return chips[:MOST] or _from_types(book, language)


def meant_by(book: catalogue.Catalogue, found: tags.Scanned, key: str, language: str) -> Choice | None:
    """The problem somebody chose, or None when it is not offered here."""
    if found.answer.form == "place":
        return next((one for one in choices_for(book, found, language) if one.key == key), None)
    if key not in {code for code, _label, _icon in BLIND}:
        return None
    chips = [*book.chips_for("space:*"), *book.chips.get(SECURED, ())]
    chosen = next((chip for chip in chips if chip.code == key), None) or next(iter(chips[-1:]), None)
    if chosen is None:
        return next(iter(_from_types(book, language)), None)
    return _from_chip(book, chosen, language)


def label_of(
    book: catalogue.Catalogue, object_kind: str, request_type_id: int, chip_code: str, language: str
) -> str | None:
    """What an open request is called to a stranger; None when its kind is not a stranger's business."""
    kind = book.types.get(request_type_id)
    if kind is None or kind.audience != "public":
        return None
    chips: Sequence[catalogue.Chip] = book.chips_for(object_kind)
    chip = next((c for c in chips if c.code == chip_code and c.request_type_id == request_type_id), None)
    return in_language(dict(chip.label) if chip else kind.name, language)


def _from_chip(book: catalogue.Catalogue, chip: catalogue.Chip, language: str) -> Choice:
    return Choice(
        key=chip.code, label=in_language(dict(chip.label), language), icon=_DRAWN_AS.get(chip.icon, chip.icon),
        request_type=book.types[chip.request_type_id].code, chip_code=chip.code, impact=chip.impact,
        urgency=chip.urgency,
    )  # fmt: skip


def _from_types(book: catalogue.Catalogue, language: str) -> list[Choice]:
    """A catalogue without problem chips still has things a stranger may ask for."""
    public = [kind for kind in book.types.values() if kind.audience == "public"][:MOST]
    return [
        Choice(kind.code, in_language(kind.name, language), _DRAWN_AS.get(kind.icon, kind.icon), kind.code)
        for kind in public
    ]


_books: dict[UUID, tuple[float, catalogue.Catalogue]] = {}


def book_of(found: tags.Scanned) -> catalogue.Catalogue:
    """The community's catalogue, looked at again after a quarter of a minute."""
    moment = time.monotonic()
    kept = _books.get(found.community_uid)
    if kept is None or moment - kept[0] > REMEMBERED_SECONDS:
        if len(_books) > 200:
            _books.clear()
        kept = _books[found.community_uid] = (moment, catalogue.catalogue_of(found.community_id))
    return kept[1]
