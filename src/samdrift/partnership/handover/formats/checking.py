"""Checking a pack by itself, and laying two packs beside each other; no database, no Django."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from samdrift.partnership.handover.formats.packing import DESCRIPTION, FORMAT, VERSION

PIECE = 1 << 16
MOST = 1 << 26  # bytes of a description: some two hundred for each document, none for rows


class NoPack(ValueError):
    """The file is no exit pack."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is not as it was written: the file in the pack, and how: changed, missing, added or described."""

    name: str
    how: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a pack came to."""

    fingerprint: str
    about: Mapping[str, Any]
    wrong: tuple[Wrong, ...]


def checked(file: BinaryIO, fingerprint: str = "") -> Checked:
    """Count every file of a pack over again.

    Args:
        fingerprint: What both parties confirmed; where it differs, the description itself is named.

    Raises:
        NoPack: It is no zip, has no description, or one of another format.
    """
    try:
        with zipfile.ZipFile(file) as pack:
            return _checked(pack, fingerprint)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as fault:
        raise NoPack(str(fault)) from fault


def _checked(pack: zipfile.ZipFile, fingerprint: str) -> Checked:
    names = [one.filename for one in pack.infolist()]
    if DESCRIPTION not in names or pack.getinfo(DESCRIPTION).file_size > MOST:
        raise NoPack(DESCRIPTION)
    content = pack.read(DESCRIPTION)
    try:
        about = json.loads(content)
        files = {str(name): str(one["sha256"]) for name, one in about["files"].items()}
        known = about["format"] == FORMAT and about["version"] <= VERSION
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise NoPack(DESCRIPTION) from fault
    if not known:
        raise NoPack(f"{about['format']} {about['version']}")
    found = hashlib.sha256(content).hexdigest()
    wrong = [Wrong(DESCRIPTION, "changed")] if fingerprint and fingerprint != found else []
    wrong += [Wrong(name, "missing") for name in sorted(files) if name not in names]
    twice = {name for name in names if names.count(name) > 1}
    wrong += [Wrong(name, "added") for name in sorted({*names} - {*files, DESCRIPTION} | twice)]
    wrong += [Wrong(name, "changed") for name in sorted(files) if name in names and _digest(pack, name) != files[name]]
    described = {str(one["path"]): str(one["hash"]) for one in about.get("resources", ())}
    wrong += [
        Wrong(name, "described") for name, told in sorted(described.items())
        if told != f"sha256:{files.get(name, '')}"
    ]  # fmt: skip
    return Checked(found, about, tuple(wrong))


def _digest(pack: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with pack.open(name) as entry:
            while piece := entry.read(PIECE):
                digest.update(piece)
    except zipfile.BadZipFile:  # its own sum is wrong
        return ""
    return digest.hexdigest()


def differences(first: Checked, second: Checked) -> list[str]:
    """The files in which two packs differ, by name."""
    one, other = first.about["files"], second.about["files"]
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
