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
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from samdrift.registers.estate.formats import cobie, ifc, tables
from samdrift.registers.estate.formats.findings import RefusedFile
from samdrift.registers.estate.formats.model import BuildingModel, Limits

READERS: Mapping[str, Callable[[str, Limits], Any]] = {
    "ifc": ifc.read_ifc,
    "cobie": cobie.read_cobie,
    "sections": ifc.sections,
    **{f"table-{kind}": partial(tables.read_table, kind) for kind in tables.KINDS},
}
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


def cobie_guarded(path: str | Path, limits: Limits | None = None) -> cobie.CobieBook:
    """As `read_cobie`, in a process of its own."""
    found: cobie.CobieBook = _run("cobie", Path(path), limits or Limits())
    return found


def table_guarded(kind: str, path: str | Path, limits: Limits | None = None) -> tables.Table:
    """As `read_table`, in a process of its own."""
    if kind not in tables.KINDS:
        raise RefusedFile("unknown_table", kind=kind, kinds=", ".join(tables.KINDS))
    found: tables.Table = _run(f"table-{kind}", Path(path), limits or Limits())
    return found


def _run(reader: str, path: Path, limits: Limits) -> Any:
    # What is run is this very module with our own arguments; the path is never part of a shell line.
    command = [sys.executable, "-m", __name__, reader, str(path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(part for part in sys.path if part)}
    try:
        answer = subprocess.run(  # noqa: S603
            command,
            input=pickle.dumps(limits),
            capture_output=True,
            timeout=limits.seconds,
            env=environment,
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


class _Values(pickle.Unpickler):
    """Takes our value types, dates and decimals, and nothing that could act."""

    def find_class(self, module: str, name: str) -> Any:
        """Only classes of the formats and plain values."""
        if module.startswith(ALLOWED):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        if (module, name) in {("datetime", "date"), ("decimal", "Decimal"), ("collections", "OrderedDict")}:
            return {"date": date, "Decimal": Decimal}.get(name) or super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a building model.")


def main(reader: str, path: str) -> None:
    """The child: read one file within the limits and write the values to standard output."""
    limits = _Values(sys.stdin.buffer).load()
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what native code prints must not end up among the values
    _limit(limits)
    try:
        answer: Any = READERS[reader](path, limits)
    except RefusedFile as refused:
        answer = ("refused", refused.code, refused.params)
    with out:
        pickle.dump(answer, out, protocol=pickle.HIGHEST_PROTOCOL)


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
