"""What a machine can see in the files themselves: words that do not belong in them, and what has grown too long."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

FILE_LINES = 400
FUNCTION_LINES = 40
# Pages of ours live below /work/ too, so only the machine's folders there count. Each pattern has a letter in
# brackets, so that this file passes its own check.
FORBIDDEN = {
    "a path of one machine": re.compile(
        r"(?<![\w.])/(?:w[o]rk/(?:main|wt|shared|spike)\b|r[o]ot/[\w.]|home/[a-z]\w*/[\w.])"
    ),
    "the address of a package registry": re.compile(r"p[y]pi\.org|pyth[o]nhosted|registry\.n[p]mjs|deb\.debi[a]n"),
    "an index address given to an installer": re.compile(
        r"--(?:extra-)?ind[e]x-url|--find-l[i]nks|\"res[o]lved\": \"http"
    ),
}
LEFT_OUT = ("/vendor/", "LICENSE")


def tracked(root: Path) -> list[Path]:
    """The files of the repository that are ours to keep tidy."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True).stdout
    names = [name for name in listed.split("\0") if name and not any(part in f"/{name}" for part in LEFT_OUT)]
    return [root / name for name in names if (root / name).is_file()]


def forbidden_words(root: Path, paths: Iterable[Path]) -> Iterator[str]:
    """Every line that names what must not be named, as `file:line: what`."""
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            for what, pattern in FORBIDDEN.items():
                if pattern.search(line):
                    yield f"{path.relative_to(root)}:{number}: {what}"


def long_ones(root: Path, paths: Iterable[Path]) -> Iterator[str]:
    """Files of more than 400 lines and functions of more than 40, as `place: lines`; tests may have long files."""
    for path in paths:
        if path.suffix not in {".py", ".html", ".js", ".css"} or "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        name = str(path.relative_to(root))
        if text.count("\n") > FILE_LINES:
            yield f"{name}: {text.count(chr(10))} lines"
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    lines = (node.end_lineno or 0) - node.lineno + 1
                    if lines > FUNCTION_LINES:
                        yield f"{name}: {node.name} has {lines} lines"
