"""`./samdrift tallies rebuild`: the sums that figures are read from, made anew from the raw rows."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from samdrift.doors.cli.django_ready import start_django
from samdrift.doors.cli.problem import Problem

DESCRIPTION = """\
Makes the sums that figures are read from anew, a month of a contract at a time, while everything runs. They are made
and kept by the workers; this is for when a check found that they do not hold, or somebody wrote to the database."""


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Make them anew, or name those there are.

    Raises:
        Problem: There is no such source.
    """
    options = parser().parse_args(list(arguments))
    start_django(or_demonstration=True)
    from samdrift.foundation import clock
    from samdrift.foundation.tallies.public import rebuild_all, sources

    unknown = sorted(set(options.source) - set(sources()))
    if unknown:
        raise Problem(f"there is no source {unknown[0]!r}; there are {', '.join(sorted(sources()))}.")
    if options.what == "list":
        stdout.writelines(f"{name}\n" for name in sorted(sources()))
        return 0
    begun = time.monotonic()
    months: Counter[str] = Counter()
    for name, many in rebuild_all(clock.now(), options.source):
        months[name] += many
    stdout.writelines(f"{name}: {many} months\n" for name, many in sorted(months.items()))
    stdout.write(f"Made anew in {time.monotonic() - begun:.1f} s.\n")
    return 0


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    options = argparse.ArgumentParser(prog="samdrift tallies", description=DESCRIPTION)
    options.add_argument("what", choices=("rebuild", "list"), help="make them anew, or name the sources there are")
    options.add_argument("--source", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    return options
