"""`./samdrift verifier`: the verifier as one small file that any Python runs, without samdrift, Django or a database.

The same file comes out of the same source, byte for byte, so that both parties can compare what they run.
"""

import argparse
import ast
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
    """The file: those of the kernel's modules it needs, unpacked by Python itself."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (*_modules(), ("__main__.py", MAIN.encode())):
            about = zipfile.ZipInfo(name, EARLIEST)
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            file.writestr(about, content)
    return BEGINS + kept.getvalue()


def _modules() -> Iterator[tuple[str, bytes]]:
    """What the verifier imports, and what that imports: the kernel's other modules have no part in it."""
    top = Path(samdrift.__file__).parent
    needed, waiting = set[Path](), [top / "kernel" / "bundles" / "__main__.py"]
    while waiting:
        path = waiting.pop()
        if path not in needed:
            needed.add(path)
            waiting += _imported(path.read_bytes(), top)
    yield "samdrift/__init__.py", b""
    for path in sorted(needed):
        yield f"samdrift/{path.relative_to(top).as_posix()}", path.read_bytes()


def _imported(source: bytes, top: Path) -> Iterator[Path]:
    """The files a source imports anywhere, with the packages they lie in."""
    for node in ast.walk(ast.parse(source)):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        for name in names:
            first, *parts = name.split(".")
            if first != "samdrift":
                continue
            for many in range(1, len(parts) + 1):
                place = top.joinpath(*parts[:many])
                for file in (place / "__init__.py", place.with_suffix(".py")):
                    if file.is_file() and file.name not in NEEDS_NUMPY:
                        yield file
