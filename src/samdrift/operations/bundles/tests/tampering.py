"""Opening a bundle by hand and closing it again so that nothing but the change itself can be noticed."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from samdrift.kernel.bundles import form, sealed, stories
from samdrift.kernel.bundles.patterns import SUBJECT, VALUE
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
    found, shared, patterns = [], dict[str, Any](), patterns_of(content)
    salts = (content[form.SALTS][at : at + SALT_BYTES].hex() for at in range(0, len(content[form.SALTS]), SALT_BYTES))
    for line in content[form.EVENTS].decode().split("\n")[:-1]:
        cells = [cell or None for cell in line.split("\t")]
        if cells[0] is None:
            shared = dict(zip(sealed.SHARED, cells[1:], strict=True))
            shared |= {key: shared[key] and int(shared[key]) for key in NUMBERS & shared.keys()}
            shared["line"] = shared["line"] or ""
            continue
        own = dict(zip(stories.CELLS, cells, strict=True))
        own |= {key: own[key] and int(own[key]) for key in NUMBERS & own.keys()}
        position, named, value = int(own.pop("position") or ""), own.pop("pattern"), own.pop("value")
        kind, text = patterns[int(named) - 1] if str(named).isdigit() else (named, VALUE)
        payload = text.replace(SUBJECT, shared["subject"]).replace(VALUE, value or "")
        own |= {"kind": kind, "recorded_at": own["recorded_at"] or own["happened_at"], "payload": json.loads(payload)}
        found.append({"position": position, "salt": next(salts), "event": shared | own})
    return found


def patterns_of(content: Content) -> list[tuple[str, str]]:
    """The kind and the text of each pattern."""
    lines = content[form.PATTERNS].decode().split("\n")[:-1]
    return [(kind, text) for kind, text in (line.split("\t") for line in lines)]


NUMBERS = {"contract", "site", "unit", "case", "owner_party", "person", "employment", "party"}


def with_events(content: Content, events: list[dict[str, Any]]) -> Content:
    """The content with these events, whatever they say, by the patterns that are there."""
    names = {pattern: number for number, pattern in enumerate(patterns_of(content), start=1)}
    salts = b"".join(bytes.fromhex(one["salt"]) for one in events)
    lines = _below(events, lambda one: _line(one, names))
    return content | {form.EVENTS: lines, form.SALTS: salts}


def _below(events: list[dict[str, Any]], line_of: Callable[[dict[str, Any]], str]) -> bytes:
    """Their lines, below those that hold for several."""
    lines, above = [], ""
    for one in events:
        shared = "\t".join(["", *(_cell(one["event"][key]) for key in sealed.SHARED)])
        if shared != above:
            above = shared
            lines.append(shared)
        lines.append(line_of(one))
    return "".join(f"{line}\n" for line in lines).encode()


def _line(one: dict[str, Any], names: dict[tuple[str, str], int]) -> str:
    """An event in a line of version 5."""
    event = one["event"]
    payload = json_of(event["payload"])
    named, value = event["kind"], payload
    for key, own in ("", ""), *(event["payload"].items() if isinstance(event["payload"], dict) else ()):
        held = f'"{key}":"{own}"'
        pattern = payload.replace(held, f'"{key}":"{VALUE}"', 1) if key else payload
        pattern = pattern.replace(str(event["subject"]), SUBJECT)
        if not isinstance(named, dict) and (named, pattern) in names:
            named, value = names[named, pattern], own
            break
    recorded_at = "" if event["recorded_at"] == event["happened_at"] else event["recorded_at"]
    rest = (event[key] for key in ("device_at", "person", "employment", "party"))
    cells = one["position"], named, event["uid"], event["happened_at"], recorded_at, *rest, value
    return "\t".join(map(_cell, cells))


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
    content |= {form.EVENTS: _below(events_of(content), lambda one: _older_line(one, version))}
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


def _older_line(one: dict[str, Any], version: int) -> str:
    """An event in a line of version 3, with its salt, or 4."""
    salt = [one["salt"]] if version < form.SINCE[form.SALTS] else []
    own = (one["event"][key] for key in sealed.OWN[:-1])
    return "\t".join([*map(_cell, [one["position"], *salt, *own]), json_of(one["event"]["payload"])])
