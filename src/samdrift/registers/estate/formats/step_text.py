"""Writes STEP text: entity lines, letters beyond ASCII, numbers and stable GlobalIds."""

import re
import uuid
from collections.abc import Iterable

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$"
PAIRS = tuple(high + low for high in ALPHABET for low in ALPHABET)
BEYOND = re.compile(r"[^ -~]+")


def global_id(namespace: uuid.UUID, name: str) -> str:
    """The GlobalId of a named object: the same name gives the same 22 letters, for ever."""
    number = uuid.uuid5(namespace, name).int
    found = []
    for _ in range(11):
        found.append(PAIRS[number & 4095])
        number >>= 12
    return "".join(reversed(found))


def quoted(text: str) -> str:
    """A text as STEP wants it."""
    plain = text.replace("\\", "\\\\").replace("'", "''")
    if not plain.isascii() or not plain.isprintable():
        plain = BEYOND.sub(lambda run: f"\\X2\\{run.group().encode('utf-16-be').hex().upper()}\\X0\\", plain)
    return f"'{plain}'"


def real(value: float) -> str:
    """A number with a decimal point, to a tenth of a millimetre."""
    plain = f"{value:.4f}".rstrip("0")
    return "0." if plain == "-0." else plain


def references(lines: Iterable[int]) -> str:
    """A list of references."""
    return "(" + ",".join(f"#{line}" for line in lines) + ")"


class StepText:
    """Entity lines with their numbers."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, entity: str) -> int:
        """Write one entity and give its number."""
        self._lines.append(entity)
        return len(self._lines)

    def whole(self, schema: str, name: str, when: str) -> bytes:
        """The whole file; `when` is an ISO moment, given from outside so that the same input gives the same bytes."""
        head = (
            "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION(('ViewDefinition [ReferenceView_V1.2]'),'2;1');\n"
            f"FILE_NAME({quoted(name)},'{when}',(''),(''),'samdrift','samdrift','');\n"
            f"FILE_SCHEMA(('{schema}'));\nENDSEC;\nDATA;\n"
        )
        body = "".join(f"#{number}={entity};\n" for number, entity in enumerate(self._lines, 1))
        return (head + body + "ENDSEC;\nEND-ISO-10303-21;\n").encode("ascii")
