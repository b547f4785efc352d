"""Installs a Debian package, where that is possible: as root on a machine with apt."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence

# What some tests look at results with, by the package that brings it. Where it is missing they are skipped.
LOOKING_GLASSES = {"zbarimg": "zbar-tools", "pdftoppm": "poppler-utils"}


def provide(programs: Mapping[str, str], say: Callable[[str], None]) -> list[str]:
    """Install the packages of the programs that are missing, where that is possible; give those still missing."""
    missing = {program: package for program, package in programs.items() if shutil.which(program) is None}
    if missing and can_install():
        say(f"installing Debian's packages {', '.join(missing.values())} ...")
        install(list(missing.values()), say)
    return [program for program in missing if shutil.which(program) is None]


def can_install() -> bool:
    """Whether this is root on a machine with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str], say: Callable[[str], None]) -> bool:
    """Install packages without their recommendations; whether that worked."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run([*apt, *words], check=False, env=env, capture_output=True, text=True)
        if done.returncode != 0:
            say(f"apt-get {words[0]} failed: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")
            if words[0] == "install":
                return False
    return True
