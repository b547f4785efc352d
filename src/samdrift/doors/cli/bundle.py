"""`./samdrift bundle`: the open book of a contract and a month or a year, written into a file for the other party."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from samdrift.doors.cli.problem import Problem

if TYPE_CHECKING:
    from samdrift.registers.contracts.public import Contract


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Write the bundle, whole or not at all.

    Raises:
        Problem: There is no such contract, it is no period, or the file cannot be written.
    """
    options = parser().parse_args(list(arguments))
    from samdrift.doors.cli.django_ready import start_django

    start_django(or_demonstration=True)
    from samdrift.operations.bundles.public import write_bundle

    contract = contract_named(options.contract, options.community)
    out = Path(options.output)

    def tell(done: int, every: int) -> None:
        if stderr.isatty():
            stderr.write(f"\r{done} of {every} pieces of work")

    try:
        handle, name = tempfile.mkstemp(dir=out.parent or Path(), prefix=f".{out.name}.")
        os.close(handle)
    except OSError as wrong:
        raise Problem(f"{out} cannot be written: {wrong.strerror}.") from wrong
    try:
        written = write_bundle(contract, options.period, Path(name), progress=tell)
        Path(name).chmod(0o644)
        Path(name).replace(out)
    except ValueError as wrong:
        told = f"{options.period!r} is no period; write a month such as 2025-03 or a year such as 2025."
        raise Problem(told) from wrong
    except OSError as wrong:
        raise Problem(f"{out} cannot be written: {wrong.strerror}.") from wrong
    finally:
        Path(name).unlink(missing_ok=True)
    counts = f"{written.requests} requests, {written.promises} promises, {written.events} events"
    stdout.write(f"{counts} in {out}\nfingerprint {written.fingerprint}\n")
    return 0


def contract_named(code: str, community: str) -> Contract:
    """The contract of a code.

    Raises:
        Problem: There is none, or several.
    """
    from samdrift.foundation.scope import everywhere
    from samdrift.registers.contracts.public import Contract

    with everywhere(reason="whoever runs the command has the database"):
        rows = Contract.objects.filter(code=code)
        found = list(rows.filter(community__code=community) if community else rows)
    if not found:
        raise Problem(f"there is no contract {code!r}.")
    if len(found) > 1:
        raise Problem(f"several communities have a contract {code!r}; name one with --community.")
    return found[0]


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    options = argparse.ArgumentParser(
        prog="samdrift bundle", description="Write the open book of a month or a year, to hand to the other party."
    )
    options.add_argument("--contract", required=True, metavar="CODE", help="the contract's code")
    options.add_argument("--period", required=True, metavar="2025-03", help="a month, or a year such as 2025")
    options.add_argument("-o", "--output", required=True, metavar="FILE", help="bundle.zip")
    options.add_argument("--community", default="", metavar="CODE", help="where several have a contract of this code")
    return options
