"""Reads a stranger's file in a process of its own, so that no file can hang, crash or fill the server.

The engine that reads IFC is native code: a file made for it can loop for ever or end the process, and no
`except` catches that. The child has a time and a memory limit and gives back plain values, which are taken
apart again by a reader that knows these values and nothing else.
"""

import io
import os
import pickle
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Timer
from typing import Any

from samdrift.registers.estate.formats import cobie, ifc, tables
from samdrift.registers.estate.formats.findings import Finding, RefusedFile
from samdrift.registers.estate.formats.mesh import Mesh
from samdrift.registers.estate.formats.model import BuildingModel, Limits

READERS: Mapping[str, Callable[[str, Limits], Any]] = {
    "ifc": ifc.read_ifc,
    "cobie": cobie.read_cobie,
    "sections": ifc.sections,
    "meshes": ifc.meshes,
    **{f"header-{kind}": partial(tables.header_of, kind) for kind in tables.KINDS},
}
TABLES: Mapping[str, Callable[[str, Limits, Mapping[str, str]], Any]] = {
    f"table-{kind}": partial(tables.read_table, kind) for kind in tables.KINDS
}
ROWS_AT_ONCE = 500
ALLOWED = "samdrift.registers.estate.formats."


def read_guarded(path: str | Path, limits: Limits | None = None) -> BuildingModel:
    """As `read_ifc`, in a process of its own; where the shapes break the engine, once more without them.

    Raises:
        RefusedFile: Also where reading takes longer than `limits.seconds` or the engine breaks down without shapes.
    """
    limits = limits or Limits()
    found: BuildingModel
    try:
        found = _run("ifc", Path(path), limits)
    except _BrokenDown:
        found = _run("ifc", Path(path), replace(limits, shapes=False))
    return found


def sections_guarded(path: str | Path, limits: Limits | None = None) -> dict[str, dict[str, str]]:
    """As `ifc.sections`, in a process of its own."""
    found: dict[str, dict[str, str]] = _run("sections", Path(path), limits or Limits())
    return found


def meshes_guarded(path: str | Path, limits: Limits | None = None) -> Mesh | None:
    """As `ifc.meshes`, in a process of its own."""
    found: Mesh | None = _run("meshes", Path(path), limits or Limits())
    return found


def cobie_guarded(path: str | Path, limits: Limits | None = None) -> cobie.CobieBook:
    """As `read_cobie`, in a process of its own."""
    found: cobie.CobieBook = _run("cobie", Path(path), limits or Limits())
    return found


def table_guarded(
    kind: str, path: str | Path, limits: Limits | None = None, mapping: Mapping[str, str] | None = None
) -> tables.Table:
    """As `read_table`, in a process of its own."""
    found: tables.Table = _run(f"table-{_known(kind)}", Path(path), limits or Limits(), mapping)
    return found


def header_guarded(kind: str, path: str | Path, limits: Limits | None = None) -> tuple[str, ...]:
    """The headers of a table, read in a process of its own."""
    found: tuple[str, ...] = _run(f"header-{_known(kind)}", Path(path), limits or Limits())
    return found


class GuardedRows:
    """The rows of a table some at a time, read in a process of its own: neither process ever holds them all.

    Raises:
        RefusedFile: As `read_table`, now or while going through them.
    """

    def __init__(
        self, kind: str, path: str | Path, limits: Limits | None = None, mapping: Mapping[str, str] | None = None
    ) -> None:
        self._limits = limits or Limits()
        self._ask = (f"rows-{_known(kind)}", Path(path), self._limits, dict(mapping or {}))
        self.row_count, self.findings = 0, tuple[Finding, ...]()
        self._answers = self._read()
        first = next(self._answers)
        self.table: tables.Table = first

    def __iter__(self) -> Iterator[tuple[tables.TableRow, ...]]:
        """Batches of rows, once; `row_count` and `findings` are complete afterwards."""
        yield from self._answers

    def _read(self) -> Iterator[Any]:
        reader, path, limits, mapping = self._ask
        with subprocess.Popen(  # noqa: S603 (as in `_run`)
            _command(reader, path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=_environment(),
        ) as child:  # fmt: skip
            assert child.stdin is not None
            assert child.stdout is not None
            alarm = Timer(limits.seconds, child.kill)
            alarm.daemon = True  # a table nobody reads to its end keeps no process alive
            alarm.start()
            try:
                with child.stdin as stdin:
                    stdin.write(pickle.dumps((limits, mapping)))
                yield from self._taken(child.stdout)
            finally:
                alarm.cancel()
                child.kill()

    def _taken(self, stream: Any) -> Iterator[Any]:
        try:
            while True:
                found = _Values(stream).load()
                if isinstance(found, tuple) and found and found[0] == "end":
                    _end, self.row_count, self.findings = found
                    return
                if isinstance(found, tuple) and found and found[0] == "refused":
                    raise RefusedFile(found[1], **found[2])
                yield found
        except (pickle.UnpicklingError, EOFError, AttributeError, ValueError) as error:
            raise RefusedFile("unreadable") from error


def _known(kind: str) -> str:
    if kind not in tables.KINDS:
        raise RefusedFile("unknown_table", kind=kind, kinds=", ".join(tables.KINDS))
    return kind


def _command(reader: str, path: Path) -> list[str]:
    # What is run is this very module with our own arguments; the path is never part of a shell line.
    return [sys.executable, "-m", __name__, reader, str(path)]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}


def _run(reader: str, path: Path, limits: Limits, mapping: Mapping[str, str] | None = None) -> Any:
    try:
        answer = subprocess.run(  # noqa: S603
            _command(reader, path),
            input=pickle.dumps((limits, dict(mapping or {}))),
            capture_output=True,
            timeout=limits.seconds,
            env=_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _BrokenDown("took_too_long", seconds=limits.seconds) from error
    if answer.returncode != 0:
        raise _BrokenDown("unreadable")
    try:
        found = _Values(io.BytesIO(answer.stdout)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ValueError) as error:
        raise RefusedFile("unreadable") from error
    if isinstance(found, tuple) and found[0] == "refused":
        raise RefusedFile(found[1], **found[2])
    return found


class _BrokenDown(RefusedFile):
    """The child crashed or was stopped."""


PLAIN: Mapping[tuple[str, str], type] = {
    ("datetime", "date"): date,
    ("datetime", "datetime"): datetime,
    ("datetime", "timezone"): timezone,
    ("datetime", "timedelta"): timedelta,
    ("decimal", "Decimal"): Decimal,
    ("collections", "OrderedDict"): OrderedDict,
}


class _Values(pickle.Unpickler):
    """Takes our value types, dates and decimals, and nothing that could act."""

    def find_class(self, module: str, name: str) -> Any:
        """Only classes of the formats and plain values."""
        if module.startswith(ALLOWED):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        if (module, name) in PLAIN:
            return PLAIN[module, name]
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a building model.")


def main(reader: str, path: str) -> None:
    """The child: read one file within the limits and write the values to standard output."""
    limits, mapping = _Values(sys.stdin.buffer).load()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what native code prints must not end up among the values
    _limit(limits)
    with out:
        try:
            for answer in _answers(reader, path, limits, mapping):
                pickle.dump(answer, out, protocol=pickle.HIGHEST_PROTOCOL)
        except RefusedFile as refused:
            pickle.dump(("refused", refused.code, refused.params), out, protocol=pickle.HIGHEST_PROTOCOL)


def _answers(reader: str, path: str, limits: Limits, mapping: Mapping[str, str]) -> Iterator[Any]:
    """One value, or a table's head, its rows some at a time and how it ended."""
    if not reader.startswith("rows-"):
        yield TABLES[reader](path, limits, mapping) if reader in TABLES else READERS[reader](path, limits)
        return
    opened = tables.OpenedTable(reader.removeprefix("rows-"), path, limits, mapping)
    yield opened.table
    pending = opened.rows()
    while some := tuple(islice(pending, ROWS_AT_ONCE)):
        yield some
    yield ("end", opened.row_count, opened.findings.all())


def _limit(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # not on Windows: the time limit of the parent still holds
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = limits.memory_bytes if hard == resource.RLIM_INFINITY else min(limits.memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
