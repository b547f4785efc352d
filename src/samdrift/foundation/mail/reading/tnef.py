"""winmail.dat: what Outlook packs attachments into when it believes the reader is Outlook too (MS-OXTNEF)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = 0x223E9F78
_BODY, _TITLE, _DATA, _NEXT, _PROPS = 0x0002800C, 0x00018010, 0x0006800F, 0x00069002, 0x00069005
_LONG_NAME, _LONG_NAME_8 = 0x3707001F, 0x3707001E
MOST = 100


@dataclass(frozen=True, slots=True)
class Packed:
    """What was in it."""

    text: str
    files: tuple[tuple[str, bytes], ...]
    whole: bool
    """Whether it could be read to its end."""


def unpack(content: bytes) -> Packed | None:
    """What a winmail.dat holds, or None when it is none. Damaged ones give what can be read."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != SIGNATURE:
        return None
    reader, whole = _Reader(), True
    try:
        for attribute, value in _attributes(content):
            reader.take(attribute, value)
    except (struct.error, ValueError, IndexError):
        whole = False
    reader.end_file()
    return Packed(reader.text, tuple(reader.files[:MOST]), whole)


class _Reader:
    """Gathers files from attributes: each file begins with one of its own, its name and data follow."""

    def __init__(self) -> None:
        self.text, self.name, self.data = "", "", b""
        self.files: list[tuple[str, bytes]] = []

    def take(self, attribute: int, value: bytes) -> None:
        if attribute == _NEXT:
            self.end_file()
        elif attribute == _TITLE:
            self.name = self.name or _word(value)
        elif attribute == _DATA:
            self.data = value
        elif attribute == _PROPS:
            self.name = _long_name(value) or self.name
        elif attribute == _BODY:
            self.text = _word(value)

    def end_file(self) -> None:
        if self.data:
            self.files.append((self.name, self.data))
        self.name, self.data = "", b""


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(content):
        attribute, length = struct.unpack_from("<xII", content, at)
        start = at + 9
        if start + length + 2 > len(content):
            raise ValueError("The rest is missing.")
        yield attribute, content[start : start + length]
        at = start + length + 2  # after the checksum


def _word(value: bytes) -> str:
    return value.split(b"\0", 1)[0].decode("cp1252", "replace").strip()


def _long_name(props: bytes) -> str:
    """The long file name among the attachment's properties, which stand as count, then tag and value each."""
    for tag, encoding in ((_LONG_NAME, "utf-16-le"), (_LONG_NAME_8, "cp1252")):
        at = props.find(struct.pack("<I", tag))
        if at < 0 or at + 12 > len(props):
            continue
        length = struct.unpack_from("<I", props, at + 8)[0]
        if 0 < length <= 600 and at + 12 + length <= len(props):
            return props[at + 12 : at + 12 + length].decode(encoding, "replace").strip("\0 ")
    return ""
