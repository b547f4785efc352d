"""`./samdrift migrate`: brings the database to this version; safe to run again."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TextIO

from samdrift.doors.cli.django_ready import start_django


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Apply what the database does not have yet, or with --plan only say what that would be."""
    parser = argparse.ArgumentParser(prog="samdrift migrate", description="Bring the database to this version.")
    parser.add_argument("--plan", action="store_true", help="say what would be done and do nothing")
    options = parser.parse_args(arguments)
    start_django()
    from django.core.management import call_command

    from samdrift.foundation.statistics import look_again

    call_command("migrate", interactive=False, plan=options.plan, verbosity=1, stdout=stdout, stderr=stderr)
    if not options.plan:
        look_again()
    return 0
