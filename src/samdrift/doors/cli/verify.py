"""`./samdrift verify`: recomputes a bundle, without Django, database or network."""

from collections.abc import Sequence
from typing import TextIO

from samdrift.kernel.bundles import asking


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Verify one bundle; the exit status is 0, 1 with differences, 2 when it cannot be read, 3 with rows unproven."""
    return asking.main(arguments, stdout, stderr)
