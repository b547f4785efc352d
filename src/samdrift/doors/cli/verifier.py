"""`./samdrift verifier`: the verifier as one small file that any Python runs, without samdrift, Django or a database.

The same file comes out of the same source, byte for byte, so that both parties can compare what they run.
"""

import argparse
import io
import zipfile
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TextIO

import samdrift
from samdrift.doors.cli.problem import Problem

EARLIEST = (1980, 1, 1, 0, 0, 0)
BEGINS = b"#!/usr/bin/env python3\n"
MAIN = "from samdrift.kernel.bundles.__main__ import *\n"
NEEDS_NUMPY = frozenset({"clock_many.py", "states_many.py"})


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Write the file and say its fingerprint."""
    parser = argparse.ArgumentParser(
        prog="samdrift verifier",
        description="Write the verifier as one file: python3 verify.pyz bundle.zip needs nothing else.",
    )
    parser.add_argument("-o", "--output", metavar="FILE", required=True, help="verify.pyz")
    options = parser.parse_args(list(arguments))
    content = packed()
    try:
        Path(options.output).write_bytes(content)
    except OSError as unwritable:
        raise Problem(f"{options.output} cannot be written: {unwritable.strerror}.") from unwritable
    stdout.write(f"{options.output}: {len(content) // 1000} kB, SHA-256 {sha256(content).hexdigest()}\n")
    return 0


def packed() -> bytes:
    """The file: the kernel's own modules, unpacked by Python itself."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (*_modules(), ("__main__.py", MAIN.encode())):
            about = zipfile.ZipInfo(name, EARLIEST)
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            file.writestr(about, content)
    return BEGINS + kept.getvalue()


def _modules() -> Iterator[tuple[str, bytes]]:
    top = Path(samdrift.__file__).parent
    yield "samdrift/__init__.py", b""
    for folder in (top / "kernel", top / "kernel" / "bundles"):
        for path in sorted(folder.glob("*.py")):
            if path.name not in NEEDS_NUMPY:
                yield f"samdrift/{path.relative_to(top).as_posix()}", path.read_bytes()
