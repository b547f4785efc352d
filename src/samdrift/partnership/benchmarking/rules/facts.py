"""What a statement about the market must say before it can be kept, and by what the same one is known again."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from samdrift.kernel.benchmarks import WHOLE, known_as
from samdrift.kernel.fees import UNITS
from samdrift.partnership.benchmarking.rules.periods import is_level

ALL_UNITS = tuple(dict.fromkeys((*UNITS, *WHOLE)))
AREAS = ("m2_year",)
MOST_VALUE, MOST_FACTOR = Decimal(10**9), Decimal(1000)
FOUR, EIGHT = Decimal("0.0001"), Decimal("0.00000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a source states that a body pays for one unit of a service.

    Attributes:
        item: The item of the contract's price book that is meant by it; "" for the whole service line.
        area_basis: Which area square metres are measured as; "" for other units.
        quality: The level it was bought at, as the contract calls its own (q3); "" where the source does not say.
    """

    peer: str
    source: str
    year: int
    level: str
    line: str
    unit: str
    currency: str
    value: Decimal
    item: str = ""
    area_basis: str = ""
    quality: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedFactor:
    """What a source states that amounts are multiplied by between two currencies and price levels."""

    currency: str
    level: str
    to_currency: str
    to_level: str
    value: Decimal
    source: str


def wrong_with(one: Stated, lines: frozenset[str], items: Mapping[str, str]) -> dict[str, str]:
    """What keeps a statement from being kept: its field and a code for the sentence, in the order of the form.

    Args:
        items: The items of the contract's price book with the service line of each.
    """
    known_line = one.line in lines
    found = (
        ("peer", "text", not _is_text(one.peer, 120)), ("source", "text", not _is_text(one.source, 200)),
        ("year", "year", not 1990 <= one.year <= 2100), ("level", "level", not is_level(one.level)),
        ("line", "line", not known_line),
        ("item", "item", known_line and one.item != "" and items.get(one.item) != one.line),
        ("unit", "unit", one.unit not in (UNITS if one.item else ALL_UNITS)),
        ("area_basis", "area_basis", (one.unit in AREAS) != (one.area_basis != "") or len(one.area_basis) > 12),
        ("currency", "currency", not is_currency(one.currency)),
        ("value", "value", not one.value.is_finite() or not FOUR <= one.value < MOST_VALUE),
        ("quality", "long", len(one.quality) > 12), ("note", "long", len(one.note) > 400),
    )  # fmt: skip
    return {name: code for name, code, bad in found if bad}


def _is_text(text: str, most: int) -> bool:
    return bool(text.strip()) and len(text) <= most


def wrong_with_factor(one: StatedFactor) -> dict[str, str]:
    """The same for a factor: it leads somewhere else, and its source is named."""
    wrong: dict[str, str] = {}
    for name in ("currency", "to_currency"):
        if not is_currency(getattr(one, name)):
            wrong[name] = "currency"
    for name in ("level", "to_level"):
        if not is_level(getattr(one, name)):
            wrong[name] = "level"
    if not wrong and (one.currency, one.level) == (one.to_currency, one.to_level):
        wrong["to_level"] = "nowhere"
    if not one.value.is_finite() or not EIGHT <= one.value < MOST_FACTOR:
        wrong["value"] = "value"
    if not one.source.strip() or len(one.source) > 200:
        wrong["source"] = "text"
    return wrong


def is_currency(text: str) -> bool:
    """Whether a text has the form of an ISO 4217 code."""
    return len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()


def fingerprint(one: Stated) -> str:
    """By what the same statement is known when it is sent again: everything it says but the note."""
    said = (
        known_as(one.peer), known_as(one.source), str(one.year), one.level, one.line, one.item, one.unit,
        one.area_basis, one.quality, one.currency, f"{one.value.quantize(FOUR):f}",
    )  # fmt: skip
    return _digest(said)


def fingerprint_of_factor(one: StatedFactor) -> str:
    """The same for a factor."""
    said = (
        one.currency, one.level, one.to_currency, one.to_level, f"{one.value.quantize(EIGHT):f}", known_as(one.source),
    )  # fmt: skip
    return _digest(said)


def _digest(said: tuple[str, ...]) -> str:
    return sha256("\x1f".join(said).encode()).hexdigest()
