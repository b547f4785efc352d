"""Writing and reading XML with the standard library; a document type, which attacks need, is refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

MOST_BYTES = 25 << 20
DEEPEST = 60
MOST_NODES = 500_000  # 12,000 lines; half a million of them take 150 MB
ENCODINGS = frozenset(
    {"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"}
)


class Unreadable(ValueError):
    """It is no XML that we read."""


def cbc(name: str, value: object, **attributes: str) -> str:
    """A basic component with its text; nothing where there is no text, for empty elements are not allowed."""
    text = _text(value)
    return f"<cbc:{name}{_attributes(attributes)}>{escape(text)}</cbc:{name}>" if text else ""


def cac(name: str, *parts: str) -> str:
    """An aggregate with its parts; nothing where all are empty."""
    inside = "".join(parts)
    return f"<cac:{name}>{inside}</cac:{name}>" if inside else ""


def amount(name: str, minor: int, currency: str) -> str:
    """An amount of hundredths as its own element."""
    sign, whole = ("-" if minor < 0 else ""), abs(minor)
    return f'<cbc:{name} currencyID="{currency}">{sign}{whole // 100}.{whole % 100:02d}</cbc:{name}>'


def number(value: Decimal, least: int = 0) -> str:
    """A decimal as XML wants it: never with an exponent, without needless zeros but `least` decimals."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if least:
        whole, _point, rest = text.partition(".")
        text = f"{whole}.{rest.ljust(least, '0')}"
    return "0" if text == "-0" else text


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return number(value)
    return "".join(sign for sign in str(value).strip() if sign >= " " or sign in "\t\n")


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


@dataclass(slots=True)
class Node:
    """An element as it was read, known by its local name: prefixes differ from writer to writer."""

    name: str
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text."""
        return "".join(self.parts).strip()

    def all(self, path: str) -> Iterator["Node"]:
        """Every element at a path of local names below, "Party/PartyName/Name"."""
        first, _slash, rest = path.partition("/")
        for child in self.children:
            if child.name == first:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def one(self, path: str) -> "Node | None":
        """The first element at a path."""
        return next(self.all(path), None)

    def get(self, path: str) -> str:
        """The text of the first element at a path, "" where there is none."""
        found = self.one(path)
        return found.text if found else ""


def read(content: bytes) -> Node:
    """The tree of a document.

    Raises:
        Unreadable: It is none, is too large, or declares a document type.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("it is larger than an e-invoice may be")
    return _Reading().tree(content)


class _Reading:
    def __init__(self) -> None:
        self.open: list[Node] = []
        self.root: Node | None = None
        self.many = 0

    def tree(self, content: bytes) -> Node:
        parser: Any = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._words, self._refuse
        parser.XmlDeclHandler = _refuse_odd_encoding
        try:
            parser.Parse(content, True)  # noqa: FBT003 (as expat is called)
        except Unreadable:
            raise
        except (expat.ExpatError, ValueError, LookupError) as wrong:  # LookupError: an encoding nobody knows
            raise Unreadable(str(wrong)) from wrong
        if self.root is None:
            raise Unreadable("it is empty")
        return self.root

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.many += 1
        if len(self.open) > DEEPEST or self.many > MOST_NODES:
            raise Unreadable("it is nested too deep, or has too many parts")
        node = Node(name.rpartition(" ")[2], attributes)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _words(self, text: str) -> None:
        self.open[-1].parts.append(text)

    def _refuse(self, *_declared: object) -> None:
        raise Unreadable("a document type is declared, which an e-invoice has not")


def _refuse_odd_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise Unreadable(f"the encoding {encoding[:40]!r} is not one we read")
