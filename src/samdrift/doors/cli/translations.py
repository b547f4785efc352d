"""Collects the texts of each room, keeps its message files, and names what is wrong with them.

A room keeps its own message files, in `locale/` beside its `apps.py`; texts from outside any room (foundation, kernel)
are kept with those of the doors. Files are sorted and carry no line numbers, so that they change only with the texts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from samdrift.doors.cli.paths import PACKAGE

LANGUAGES = ("da", "sv")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATES = (".html", ".txt", ".xml", ".jinja", ".svg")
SKIPPED = {"tests", "migrations", "static", "locale", "__pycache__", "cli"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|(?<!%)%[sdif]|\{\w*\}")
CHURN = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
    "Report-Msgid",
    "Project-Id-Version",
)


def rooms(package: Path = PACKAGE) -> list[Path]:
    """The folders that keep message files: those of Django's applications, the innermost last."""
    return sorted((path.parent for path in package.rglob("apps.py") if "tests" not in path.parts), key=str)


def owner(path: Path, homes: Iterable[Path], package: Path = PACKAGE) -> Path:
    """The room whose message files hold the texts of this file."""
    above = [home for home in homes if home in path.parents]
    return max(above, key=lambda home: len(home.parts), default=package / "doors")


def files(package: Path = PACKAGE) -> Iterator[Path]:
    """Every file that may hold texts."""
    for path in sorted(package.rglob("*")):
        if path.suffix in {".py", *TEMPLATES} and not SKIPPED.intersection(path.relative_to(package).parts[:-1]):
            yield path


def texts_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None, list[str]]]:
    """The texts of one file: the English (singular and plural), its context, and what translators should know."""
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    options = {} if path.suffix == ".py" else {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "trimmed": "true"}
    with path.open("rb") as file:
        for _line, text, comments, context in extract(method, file, KEYWORDS, ("Translators:",), options):
            if text:
                yield text, context, comments


def templates(package: Path = PACKAGE) -> dict[Path, Catalog]:
    """What each room should have translated, as an empty catalogue by its folder."""
    homes = rooms(package)
    found: dict[Path, Catalog] = {home: Catalog() for home in homes}
    for path in files(package):
        for text, context, comments in texts_of(path):
            found.setdefault(owner(path, homes, package), Catalog()).add(text, context=context, auto_comments=comments)
    return {home: catalog for home, catalog in found.items() if len(catalog) or list(home.glob("locale/*"))}


def message_file(home: Path, language: str) -> Path:
    """Where a room keeps its texts in one language."""
    return home / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path, language: str) -> Catalog:
    """The catalogue in a message file; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(package: Path = PACKAGE) -> dict[Path, int]:
    """Bring every message file up to date and give the number of texts still without translation in each.

    A text that another room has translated already is taken from there; nothing is guessed.
    """
    left: dict[Path, int] = {}
    for language in LANGUAGES:
        # Anew for each language: a catalogue takes over the messages themselves, and with them what is written on them.
        wanted = templates(package)
        catalogs = {home: read(message_file(home, language), language) for home in wanted}
        known = {
            message_key(message): message.string
            for catalog in catalogs.values()
            for message in catalog
            if message.id and is_translated(message)
        }
        for home, catalog in catalogs.items():
            catalog.update(wanted[home], no_fuzzy_matching=True, update_creation_date=False)
            catalog.obsolete.clear()
            for message in catalog:
                if message.id and not is_translated(message):
                    message.string = known.get(message_key(message), message.string)
            path = message_file(home, language)
            write(path, catalog)
            left[path] = sum(1 for message in catalog if message.id and not is_translated(message))
    return left


def message_key(message: Message) -> tuple[object, str | None]:
    """What makes a text the same text in two rooms."""
    return message.id, message.context


def is_translated(message: Message) -> bool:
    """Whether every form of a text has words."""
    strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return bool(strings) and all(strings)


def write(path: Path, catalog: Catalog) -> None:
    """Write a catalogue sorted and without anything that changes by itself; not at all when nothing changed."""
    buffer = io.BytesIO()
    catalog.header_comment = ""
    write_po(buffer, catalog, no_location=True, sort_output=True, ignore_obsolete=True, width=110)
    lines = [
        line for line in buffer.getvalue().decode().splitlines() if not line.startswith(tuple(f'"{c}' for c in CHURN))
    ]
    text = "\n".join(lines).strip() + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def faults(package: Path = PACKAGE) -> list[str]:
    """What is wrong with the translations, a sentence each: missing, uncertain, or with other placeholders."""
    found = []
    for home, wanted in templates(package).items():
        for language in LANGUAGES:
            path = message_file(home, language)
            catalog = read(path, language)
            name = path.relative_to(package)
            for message in wanted:
                if message.id:
                    found += [f"{name}: {fault}" for fault in faults_of(message, catalog)]
    return [*found, *disagreements(package)]


def disagreements(package: Path = PACKAGE) -> list[str]:
    """Texts that rooms translate in two ways, a sentence each.

    All rooms' files are one when the product runs: of two translations of the same text people see the same one
    everywhere, and which one is chance. Where they mean different things, each needs a text, or a context, of its own.
    """
    found = []
    for language in LANGUAGES:
        said: dict[tuple[object, str | None], dict[str, list[str]]] = {}
        for home in rooms(package):
            path = message_file(home, language)
            for message in read(path, language):
                if message.id and is_translated(message):
                    ways = said.setdefault(message_key(message), {})
                    ways.setdefault(_as_said(message), []).append(str(home.relative_to(package)))
        found += [_disagreement(language, key, ways) for key, ways in said.items() if len(ways) > 1]
    return found


def _as_said(message: Message) -> str:
    strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return " | ".join(map(str, strings))


def _disagreement(language: str, key: tuple[object, str | None], ways: dict[str, list[str]]) -> str:
    english = key[0][0] if isinstance(key[0], (list, tuple)) else key[0]
    each = "; ".join(f"{said!r} in {', '.join(homes)}" for said, homes in sorted(ways.items()))
    return f"{language}: {english!r} is translated in more than one way, and one of them is shown everywhere: {each}."


def faults_of(wanted: Message, catalog: Catalog) -> list[str]:
    """What is wrong with the translation of one text."""
    english = wanted.id if isinstance(wanted.id, (list, tuple)) else (wanted.id,)
    message = catalog.get(wanted.id, wanted.context)
    if message is None or not is_translated(message):
        return [f"{english[0]!r} is not translated."]
    if message.fuzzy:
        return [f"{english[0]!r} is marked as uncertain."]
    strings = [
        text or "" for text in (message.string if isinstance(message.string, (list, tuple)) else [message.string])
    ]
    if len(english) == 1:
        pairs = [(english[0], strings[0])]
        return [f"{e!r} and {s!r} differ in placeholders." for e, s in pairs if slots(e) != slots(s)]
    allowed = slots(english[0]) | slots(english[-1])
    return [f"{s!r} has placeholders that {english[-1]!r} has not." for s in strings if not slots(s) <= allowed]


def slots(text: str) -> set[str]:
    """The placeholders of a text."""
    return set(PLACEHOLDER.findall(text))
