"""What a text speaks of: request types to suggest, and whether two texts are about the same matter."""

import csv
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from samdrift.foundation.scope import Scope
from samdrift.foundation.search.public import words_of
from samdrift.registers.catalogue.models import RequestType
from samdrift.registers.catalogue.queries.known import Catalogue, catalogue_of
from samdrift.registers.catalogue.rules import suggesting

FEWEST_LETTERS = 3  # less than this says nothing
UNCLEAR = frozenset({"broken", "problem"})  # chips that could be anything


def suggest_types(scope: Scope, text: str, *, most: int = 3) -> list[RequestType]:
    """The request types a text in any of the three languages speaks of that this person may ask for, the best first.

    A person picks one of them; nothing is ever sent as a type that nobody chose.
    """
    book = catalogue_of(scope.community_id)
    return [kind for kind in types_suggested_by(book, text, most=len(book.types)) if may_ask(scope, kind)][:most]


def may_ask(scope: Scope, kind: RequestType) -> bool:
    """Whether this person may ask for it: strangers only what is public, the provider's people everything."""
    if scope.person_id is None:
        return kind.audience == "public"
    return scope.side == "provider" or kind.audience in ("public", "user")


def types_suggested_by(book: Catalogue, text: str, *, most: int = 3) -> list[RequestType]:
    """The request types a text speaks of, the best first, whoever asks."""
    by_code = {kind.code: kind for kind in book.types.values()}
    return [by_code[code] for code in suggesting.best(spoken_of(book, text), most)]


def spoken_of(book: Catalogue, text: str) -> dict[str, float]:
    """What a text speaks of: codes of request types, each with a figure between 0 and 1."""
    folded = words_of(text)
    return _subjects(book).spoken_of(folded) if len(folded) >= FEWEST_LETTERS else {}


@lru_cache(maxsize=16)
def _subjects(book: Catalogue) -> suggesting.Subjects:
    said: dict[str, list[str]] = {}
    written: dict[str, list[str]] = {}
    for kind in book.types.values():
        own = [word for words in kind.keywords.values() for word in words]
        said[kind.code] = [words_of(word) for word in (*own, *standard_words().get(kind.code, ()))]
        written[kind.code] = [words_of(text) for text in (*kind.name.values(), *kind.hint.values())]
    for chips in book.chips.values():
        for chip in chips:
            if chip.code not in UNCLEAR:
                written[book.types[chip.request_type_id].code] += [words_of(text) for text in chip.label.values()]
    return suggesting.Subjects(said, written)


@cache
def standard_words() -> Mapping[str, tuple[str, ...]]:
    """Words of the trade in three languages by the code of the standard request type they stand for.

    They are knowledge of the language, not of a customer: they come with the product, and a community's own words,
    kept with its request types, are added to them.
    """
    source = files("samdrift.registers.catalogue") / "data" / "words.csv"
    with source.open(encoding="utf-8") as text:
        return {
            row["code"]: tuple(word for language in ("en", "da", "sv") for word in row[language].split(","))
            for row in csv.DictReader(text, delimiter=";")
        }
