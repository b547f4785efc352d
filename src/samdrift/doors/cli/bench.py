"""`./samdrift bench`: runs the modules in `benchmarks/`, each in a process of its own, and prints what they measured.

A benchmark is a module with `run(**sizes)`, whose keywords with defaults are its sizes, and which gives a mapping of
figures. A size is changed with an option of its name, such as `--count 1000`; it goes to every benchmark that has it.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from samdrift.doors.cli.paths import checkout
from samdrift.doors.cli.problem import Problem


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Run the benchmarks named, or all; 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog="samdrift bench", description="Run the benchmarks.", allow_abbrev=False)
    parser.add_argument("names", nargs="*", metavar="NAME", help="those to run (all)")
    parser.add_argument("--json", action="store_true", help="one JSON object for machines")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # run the one named in this process
    options, sizes = parser.parse_known_args(arguments)
    names = chosen(options.names, checkout() / "benchmarks")
    if options.here:
        stdout.write(json.dumps(measured(names[0], as_sizes(sizes))) + "\n")
        return 0
    results: dict[str, Any] = {}
    for name in names:
        results[name] = in_own_process(name, sizes)
        if not options.json:
            stdout.write("\n".join([name, *lines(results[name]), "", ""]))
            stdout.flush()
    if options.json:
        stdout.write(json.dumps({"machine": machine(), "results": results}, indent=1) + "\n")
    else:
        stdout.write("on " + ", ".join(f"{name} {value}" for name, value in machine().items()) + "\n")
    return 1 if any("error" in result for result in results.values()) else 0


def chosen(names: Sequence[str], folder: Path) -> list[str]:
    """The benchmarks to run.

    Raises:
        Problem: One that was named does not exist.
    """
    there = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    for name in names:
        if name not in there:
            raise Problem(f"there is no benchmark {name!r}; there are {', '.join(there)}.")
    return list(names) or there


def as_sizes(words: Sequence[str]) -> dict[str, str]:
    """`--count 1000 --sheet=a4` as a mapping.

    Raises:
        Problem: A word is no option, or has no value.
    """
    sizes: dict[str, str] = {}
    rest = [part for word in words for part in (word.split("=", 1) if word.startswith("--") else [word])]
    while rest:
        name, *rest = rest
        if not name.startswith("--") or not rest:
            raise Problem(f"{name!r} is not understood; a size is given as --name value.")
        sizes[name.removeprefix("--").replace("-", "_")] = rest.pop(0)
    return sizes


def in_own_process(name: str, sizes: Sequence[str]) -> dict[str, Any]:
    """What one benchmark measured, or under "error" the last line of what it said."""
    words = [sys.executable, "-m", "samdrift", "bench", "--here", name, *sizes]
    done = subprocess.run(words, check=False, capture_output=True, text=True, cwd=checkout())
    if done.returncode != 0:
        return {"error": (done.stderr.strip().splitlines() or ["it failed"])[-1]}
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def measured(name: str, sizes: Mapping[str, str]) -> dict[str, Any]:
    """The figures of one benchmark, with how long all of it took and how much memory it and its children needed."""
    sys.path.insert(0, str(checkout()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samdrift.doors.settings")
    run = importlib.import_module(f"benchmarks.{name}").run
    known = inspect.signature(run).parameters
    given = {key: type(known[key].default)(value) for key, value in sizes.items() if key in known}
    began = time.perf_counter()
    figures = dict(run(**given))
    figures.setdefault("all_seconds", round(time.perf_counter() - began, 3))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    figures.setdefault("peak_mb", round(peak / 1024))
    return figures


def lines(figures: Mapping[str, Any]) -> list[str]:
    """The figures one below the other."""
    width = max(map(len, figures), default=0)
    return [f"  {name:<{width}}  {json.dumps(value, default=str).strip(chr(34))}" for name, value in figures.items()]


def machine() -> dict[str, Any]:
    """What has to be known of the machine to compare figures."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
