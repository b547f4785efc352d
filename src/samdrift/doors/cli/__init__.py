"""The command line: finds the command a person names and hands the rest of the line to its module.

Every command is a module of this folder with `main(arguments, stdin, stdout, stderr)`, which gives the exit status.
It is imported only when it is called, so that a small command does not wait for Django.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from samdrift import __version__
from samdrift.doors.cli.problem import Problem
from samdrift.foundation.errors import SamdriftError

STOPPED = 130


@dataclass(frozen=True, slots=True)
class Command:
    """What is known of a command before its module is loaded."""

    module: str
    does: str


COMMANDS = {
    "demo": Command("demo", "load the demonstration, start server and worker, print the address and the people"),
    "test": Command("testing", "set up what the tests need and run them; further words go to pytest"),
    "check": Command("checking", "everything that must hold before a change is handed in"),
    "serve": Command("serve", "run the web server"),
    "worker": Command("worker", "run the worker for deliveries and timed work"),
    "migrate": Command("migrate", "bring the database to this version"),
    "createadmin": Command("createadmin", "make the first administrator"),
    "setup": Command("setup", "set a community up: organisations, catalogue, contract, hours and promise rules"),
    "import": Command("importing", "preview or import a building model, a COBie workbook, a table or borders"),
    "export": Command("exporting", "write a register as a table with the columns of the import"),
    "due": Command("due", "when work is due: one start a line in, one due time a line out"),
    "labels": Command("labels", "print label sheets for the tags of a site"),
    "bundle": Command("bundle", "the open book of a period, to hand to the other party"),
    "exit-pack": Command("exit_pack", "what a leaving contract hands over, in open formats: written, or checked"),
    "verify": Command("verify", "recompute everything in a bundle and name every difference"),
    "verifier": Command("verifier", "write the verifier as one file that any Python runs alone"),
    "analytics": Command("analytics", "a read-only snapshot of all lists, as Parquet or DuckDB, for analysts' tools"),
    "einvoice-rules": Command("einvoice_rules", "check the official rules of e-invoices and put them in place"),
    "late-rates": Command(
        "late_rates", "the rates of interest for late payment: show them, or add those of a new half-year"
    ),
    "tallies": Command("tallies", "make the sums that figures are read from anew, from the raw rows"),
    "map-tiles": Command("map_tiles", "lay an operator's own map under the sites"),
    "bench": Command("bench", "run the benchmarks"),
    "backup": Command("backup", "write the database and all files into one archive, while running"),
    "restore": Command("restore", "put an archive back"),
    "messages": Command("messages", "collect texts for translation and compile the translations"),
    "shots": Command("shots", "renew the screenshots of the documentation"),
    "openapi": Command("openapi", "print the description of the API"),
}


def main(
    words: Sequence[str] | None = None,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> int:
    """Run the command named by the first word; the exit status is 0, or 2 with one sentence on `stderr`."""
    if words is None:  # as a process of our own: being asked to stop means the same as Ctrl-C, so that children end too
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    name, *arguments = list(sys.argv[1:] if words is None else words) or ["help"]
    stdin, stdout, stderr = stdin or sys.stdin, stdout or sys.stdout, stderr or sys.stderr
    try:
        if name in {"help", "-h", "--help"}:
            stdout.write(overview())
            return 0
        if name in {"version", "--version"}:
            stdout.write(f"samdrift {__version__}\n")
            return 0
        return run(name, arguments, stdin, stdout, stderr)
    except Problem as problem:
        stderr.write(f"samdrift: {problem}\n")
        return problem.status
    except SamdriftError as error:
        stderr.write(f"samdrift: {error}\n")
        return 2
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:  # the reader, say `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def run(name: str, arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Load the command's module and call it.

    Raises:
        Problem: There is no such command, or it is not built yet.
    """
    command = COMMANDS.get(name)
    if command is None:
        raise Problem(f"there is no command {name!r}; ./samdrift help lists them all.")
    if not built(command):
        raise Problem(f"{name!r} ({command.does}) is not built yet.")
    module = importlib.import_module(f"{__name__}.{command.module}")
    status: int = module.main(arguments, stdin, stdout, stderr)
    return status


def built(command: Command) -> bool:
    """Whether the command's module exists; looking does not load it."""
    return importlib.util.find_spec(f"{__name__}.{command.module}") is not None


def overview() -> str:
    """All commands with what they do, one a line."""
    width = max(map(len, COMMANDS))
    lines = [
        f"  {name:<{width}}  {command.does}{'' if built(command) else ' (not built yet)'}"
        for name, command in COMMANDS.items()
    ]
    head = "usage: ./samdrift COMMAND …      (./samdrift COMMAND --help tells more)\n\n"
    return head + "\n".join(lines) + "\n"
