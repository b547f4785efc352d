"""Opening a bundle by hand and closing it again so that nothing but the change itself can be noticed."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from samdrift.kernel.bundles import form, sealed
from samdrift.kernel.seals import HASH_BYTES, SALT_BYTES

Content = dict[str, bytes]


def content_of(path: Path) -> Content:
    """Every file of a bundle."""
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def written(path: Path, content: Content, *, honest: bool = True) -> Path:
    """The bundle anew; with `honest` the manifest states the hashes of what is in it now."""
    if honest:
        manifest = json.loads(content[form.MANIFEST])
        for name in manifest["files"]:
            if name in content:
                digest = hashlib.sha256(content[name]).hexdigest()
                manifest["files"][name] = {"sha256": digest, "bytes": len(content[name])}
        content = content | {form.MANIFEST: json.dumps(manifest).encode()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, some in content.items():
            opened.writestr(name, some)
    return path


def with_cell(content: Content, name: str, row: int, column: str, change: Callable[[str], str]) -> Content:
    """The content with one cell of a table changed; rows counted from 0."""
    rows = list(csv.reader(io.StringIO(content[name].decode())))
    at = rows[0].index(column)
    rows[row + 1][at] = change(rows[row + 1][at])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return content | {name: out.getvalue().encode()}


def table_of(content: Content, name: str) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(io.StringIO(content[name].decode())))


def events_of(content: Content) -> list[dict[str, Any]]:
    """Every event of a bundle: its place, its salt, and all that its seal covers."""
    found, shared = [], dict[str, Any]()
    salts = (content[form.SALTS][at : at + SALT_BYTES].hex() for at in range(0, len(content[form.SALTS]), SALT_BYTES))
    for line in content[form.EVENTS].decode().split("\n")[:-1]:
        cells = [cell or None for cell in line.split("\t")]
        if cells[0] is None:
            shared = dict(zip(sealed.SHARED, cells[1:], strict=True))
            shared |= {key: shared[key] and int(shared[key]) for key in NUMBERS & shared.keys()}
            shared["line"] = shared["line"] or ""
            continue
        own = dict(zip(sealed.OWN, cells[1:], strict=True))
        own |= {key: own[key] and int(own[key]) for key in NUMBERS & own.keys()}
        event = shared | own | {"payload": json.loads(cells[-1] or "")}
        found.append({"position": int(cells[0]), "salt": next(salts), "event": event})
    return found


NUMBERS = {"contract", "site", "unit", "case", "owner_party", "person", "employment", "party"}


def with_events(content: Content, events: list[dict[str, Any]]) -> Content:
    """The content with these events, whatever they say."""
    lines, above = [], ""
    for one in events:
        event = one["event"]
        shared = "\t".join(["", *(_cell(event[key]) for key in sealed.SHARED)])
        if shared != above:
            above = shared
            lines.append(shared)
        own = [one["position"], *(event[key] for key in sealed.OWN[:-1])]
        lines.append("\t".join([*map(_cell, own), _cell(json_of(event["payload"]))]))
    salts = b"".join(bytes.fromhex(one["salt"]) for one in events)
    return content | {form.EVENTS: "".join(f"{line}\n" for line in lines).encode(), form.SALTS: salts}


def json_of(value: Any) -> str:
    """A value as canonical JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def with_event(content: Content, place: int, change: Callable[[Any], None]) -> Content:
    """The content with one event changed; events counted from 0."""
    events = events_of(content)
    change(events[place])
    return with_events(content, events)


def with_json(content: Content, name: str, change: Callable[[Any], None]) -> Content:
    """The content with one JSON file changed."""
    value = json.loads(content[name])
    change(value)
    return content | {name: json.dumps(value).encode()}


def as_version(content: Content, version: int) -> Content:
    """A bundle of one month as an older version of the form had it: no months in tables and figures, fewer files."""
    manifest = json.loads(content[form.MANIFEST])
    manifest["version"] = version
    events = "".join(f"{json_of(one)}\n" for one in events_of(content)).encode()
    leaves = content[form.LEAVES]
    hashes = (leaves[start : start + HASH_BYTES].hex() for start in range(0, len(leaves), HASH_BYTES))
    content = content | {form.EVENTS_OLDER: events, form.LEAVES_OLDER: "".join(f"{one}\n" for one in hashes).encode()}
    content |= {form.EVENTS: _salted(content)}
    older = {name: some for name, some in content.items() if name == form.MANIFEST or form.belongs(name, version)}
    manifest["files"] = {name: {} for name in older if name != form.MANIFEST}
    for name in set(form.MONTHLY) & older.keys() if version < form.MONTH_SINCE else ():
        rows = csv.reader(io.StringIO(older[name].decode()))
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(row[1:] for row in rows)
        older[name] = out.getvalue().encode()
    if version < form.MONTH_SINCE:
        (figures,) = json.loads(older[form.FIGURES]).values()
        older[form.FIGURES] = json.dumps(figures).encode()
    return older | {form.MANIFEST: json.dumps(manifest).encode()}


def _salted(content: Content) -> bytes:
    """The events as version 3 had them, each with its salt."""
    salts = iter([one["salt"] for one in events_of(content)])
    lines = content[form.EVENTS].decode().split("\n")[:-1]
    pairs = (line.split("\t", 1) for line in lines)
    return "".join(f"{at}\t{next(salts)}\t{rest}\n" if at else f"\t{rest}\n" for at, rest in pairs).encode()
