"""Opening a bundle by hand and closing it again so that nothing but the change itself can be noticed."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from samdrift.kernel.bundles import form

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


def with_event(content: Content, line: int, change: Callable[[Any], None]) -> Content:
    """The content with one line of the events changed."""
    lines = content[form.EVENTS].splitlines()
    value = json.loads(lines[line])
    change(value)
    lines[line] = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return content | {form.EVENTS: b"\n".join(lines) + b"\n"}


def with_json(content: Content, name: str, change: Callable[[Any], None]) -> Content:
    """The content with one JSON file changed."""
    value = json.loads(content[name])
    change(value)
    return content | {name: json.dumps(value).encode()}


def as_version(content: Content, version: int) -> Content:
    """A bundle of one month as an older version of the form had it: no months in tables and figures, fewer files."""
    manifest = json.loads(content[form.MANIFEST])
    manifest["version"] = version
    older = {name: some for name, some in content.items() if form.SINCE.get(name, form.OLDEST) <= version}
    manifest["files"] = {name: known for name, known in manifest["files"].items() if name in older}
    for name in set(form.MONTHLY) & older.keys():
        rows = csv.reader(io.StringIO(older[name].decode()))
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(row[1:] for row in rows)
        older[name] = out.getvalue().encode()
    (figures,) = json.loads(older[form.FIGURES]).values()
    return older | {form.FIGURES: json.dumps(figures).encode(), form.MANIFEST: json.dumps(manifest).encode()}
