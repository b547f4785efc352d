"""Running a part of a benchmark in a process of its own, on a fresh database of each kind."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from typing import Any


def on_both(module: str, *words: object) -> dict[str, Any]:
    """What `python -m module WORDS` prints as JSON on SQLite and on PostgreSQL, named by database."""
    from samdrift.doors.cli.postgres import postgres

    found: dict[str, Any] = {}
    for database in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory(prefix="samdrift-bench-") as folder, contextlib.ExitStack() as stack:
            env = {**os.environ, "SAMDRIFT_VAR": folder, "DJANGO_SETTINGS_MODULE": "samdrift.doors.settings"}
            env.pop("DATABASE_URL", None)
            if database == "postgresql":
                address = stack.enter_context(postgres(lambda _said: None))
                if address is None:
                    found["postgresql"] = "not on this machine"
                    continue
                env["DATABASE_URL"] = address
            command = [sys.executable, "-W", "ignore", "-m", module, *map(str, words)]
            said = subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout
            figures = json.loads(said.strip().splitlines()[-1])
            found.update({f"{database}_{name}": value for name, value in figures.items()})
    return found
