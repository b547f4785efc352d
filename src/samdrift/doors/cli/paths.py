"""Where the checkout is, for the commands that work on the project itself."""

import os
from pathlib import Path

from samdrift.doors.cli.problem import Problem

ROOT = Path(os.environ.get("SAMDRIFT_ROOT") or Path(__file__).resolve().parents[4])
PACKAGE = Path(__file__).resolve().parents[2]


def checkout() -> Path:
    """The top of the checkout.

    Raises:
        Problem: samdrift was installed without its repository.
    """
    if not (ROOT / "pyproject.toml").is_file():
        raise Problem("this command works on the project's repository, and there is none here.")
    return ROOT
