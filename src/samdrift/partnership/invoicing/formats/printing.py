"""An invoice to read and print: a tagged PDF made by typst from plain values."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

PAGE = Path(__file__).with_name("invoice.typ")


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on the paper, all of it text."""

    title: str
    language: str
    seller: Sequence[str]
    buyer: Sequence[str]
    facts: Sequence[tuple[str, str]]
    heads: tuple[str, str, str, str]
    rows: Sequence[tuple[str, str, str, str]]
    sums: Sequence[tuple[str, str]]


def printed(content: Printed) -> bytes:
    """The PDF; nothing of the values is read as markup."""
    import typst  # heavy, and asked for seldom

    return bytes(typst.compile(str(PAGE), sys_inputs={"content": json.dumps(asdict(content), ensure_ascii=False)}))


def amount(minor: int) -> str:
    """Hundredths as people read them: 1 234.50."""
    sign, whole = ("−" if minor < 0 else ""), abs(minor)
    return f"{sign}{whole // 100:,}".replace(",", "\u202f") + f".{whole % 100:02d}"
