"""`./samdrift exit-pack`: what a leaving contract hands over, written into a file; or such a file checked.

Checking needs no database: whoever was handed a pack runs it alone.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TextIO

from samdrift.doors.cli.problem import Problem
from samdrift.partnership.handover.formats.checking import Checked, NoPack, checked, differences

HOW = {
    "changed": "is not as it was written", "missing": "is missing", "added": "does not belong to it",
    "described": "is described otherwise than it is",
}  # fmt: skip


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Write a pack, whole or not at all; or check one. The exit status of a check is 0, or 1 with differences.

    Raises:
        Problem: There is no such contract, it is no day or no pack, or a file cannot be read or written.
    """
    options = parser().parse_args(list(arguments))
    if options.check:
        return _check(options, stdout)
    if not (options.contract and options.output):
        raise Problem("write --contract CODE and -o FILE to make a pack, or --check FILE to check one.")
    return _write(options, stdout)


def _check(options: argparse.Namespace, stdout: TextIO) -> int:
    found = _read(Path(options.check), options.fingerprint)
    stdout.writelines(f"{one.name} {HOW[one.how]}\n" for one in found.wrong)
    named = [] if not options.against else differences(found, _read(Path(options.against), ""))
    stdout.writelines(f"{name} differs between the two packs\n" for name in named)
    count = len(found.wrong) + len(named)
    stdout.write(f"{count} differences in {len(found.about['files'])} files\nfingerprint {found.fingerprint}\n")
    return 1 if count else 0


def _read(path: Path, fingerprint: str) -> Checked:
    try:
        with path.open("rb") as file:
            return checked(file, fingerprint)
    except OSError as wrong:
        raise Problem(f"{path} cannot be read: {wrong.strerror}.") from wrong
    except NoPack as wrong:
        raise Problem(f"{path} is no exit pack.") from wrong


def _write(options: argparse.Namespace, stdout: TextIO) -> int:
    from samdrift.doors.cli.bundle import contract_named
    from samdrift.doors.cli.django_ready import start_django

    start_django(or_demonstration=True)
    from samdrift.foundation.clock import now
    from samdrift.partnership.handover.public import write_to
    from samdrift.registers.parties.public import zone_of_community

    contract, out = contract_named(options.contract, options.community), Path(options.output)
    try:
        here = now().astimezone(zone_of_community(contract.community_id)).date()
        day = date.fromisoformat(options.day) if options.day else here
    except ValueError as wrong:
        raise Problem(f"{options.day!r} is no day; write one such as 2025-06-30.") from wrong
    if not contract.starts_on <= day:
        raise Problem(f"the contract begins on {contract.starts_on}.")
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent or Path(), prefix=f".{out.name}.")
        os.close(handle)
        written = write_to(contract, day, Path(name), with_staff=options.with_staff)
        Path(name).chmod(0o644)
        Path(name).replace(out)
    except OSError as wrong:
        raise Problem(f"{out} cannot be written: {wrong.strerror}.") from wrong
    finally:
        if name:
            Path(name).unlink(missing_ok=True)
    stdout.writelines(f"{one.code}: {one.rows}\n" for one in written.tables)
    stdout.write(f"{written.documents.rows} files of documents\n")
    stdout.write(f"{len(written.tables)} tables in {out}\nfingerprint {written.fingerprint}\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    options = argparse.ArgumentParser(
        prog="samdrift exit-pack",
        description="What a leaving contract hands over, in open formats: write it, or check it.",
    )
    options.add_argument("--contract", default="", metavar="CODE", help="the contract's code")
    options.add_argument("--day", default="", metavar="2025-06-30", help="as of this day, else today")
    options.add_argument("-o", "--output", default="", metavar="FILE", help="pack.zip")
    options.add_argument("--with-staff", action="store_true", help="with the provider's staff list and keys")
    options.add_argument("--community", default="", metavar="CODE", help="where several have a contract of this code")
    options.add_argument("--check", default="", metavar="FILE", help="count every part of a pack over again")
    options.add_argument("--fingerprint", default="", metavar="SHA256", help="what both parties confirmed")
    options.add_argument("--against", default="", metavar="FILE", help="with --check: name what differs from this pack")
    return options
