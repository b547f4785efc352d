"""`./samdrift messages`: collects the texts of every room for translation and compiles the translations."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TextIO

from samdrift.doors.cli.compiled import compile_stale
from samdrift.doors.cli.paths import PACKAGE


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Update the message files and compile them; with --check change nothing and name what is wrong."""
    parser = argparse.ArgumentParser(prog="samdrift messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when a translation is missing")
    parser.add_argument("--compile", action="store_true", help="only compile what is newer than its compiled file")
    options = parser.parse_args(arguments)
    from samdrift.doors.cli import translations

    if options.check:
        faults = translations.faults()
        stdout.writelines(f"{fault}\n" for fault in faults)
        return 1 if faults else 0
    if not options.compile:
        for path, left in translations.update().items():
            if left:
                stdout.write(f"{path.relative_to(PACKAGE)}: {left} texts without translation\n")
    compiled = compile_stale()
    stdout.write(f"{len(compiled)} message files compiled.\n")
    return 0
