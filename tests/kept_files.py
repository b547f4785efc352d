"""Files that tests read and change for themselves: written once in a process, laid anew for each later test.

What is written from the database takes most of such a test; a test that asks for the rows too has its own file of them.
"""

from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

_WRITTEN: dict[tuple[Path, str], bytes] = {}


def kept_file(request: pytest.FixtureRequest, path: Path, rows: str, write: Callable[[Any, Path], object]) -> Path:
    """The file at `path` as `write` makes it of what the fixture named `rows` gives.

    Args:
        request: The fixture's own, whose test is asked whether it reads the rows as well.
        write: Takes what the fixture gives and the path.
    """
    known = (Path(request.fspath), request.fixturename or "")
    if rows not in signature(request.function).parameters and known in _WRITTEN:
        path.write_bytes(_WRITTEN[known])
        return path
    write(request.getfixturevalue(rows), path)
    _WRITTEN[known] = path.read_bytes()
    return path
