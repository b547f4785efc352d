"""`./samdrift openapi`: prints the description of the API, the same as is served at /api/v1/openapi.json."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TextIO

from samdrift.doors.cli.django_ready import start_django


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Print the description as JSON."""
    argparse.ArgumentParser(prog="samdrift openapi", description="Print the description of the API.").parse_args(
        arguments
    )
    start_django()
    from samdrift.doors.api.root import api

    json.dump(api.get_openapi_schema(), stdout, indent=1, ensure_ascii=False, default=str)
    stdout.write("\n")
    return 0
