"""Installs a Debian package, where that is possible: as root on a machine with apt."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable


def can_install() -> bool:
    """Whether this is root on a machine with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str, say: Callable[[str], None]) -> bool:
    """Install one package without its recommendations; whether that worked."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    for words in (["update"], ["install", "-y", "--no-install-recommends", package]):
        done = subprocess.run([*apt, *words], check=False, env=env, capture_output=True, text=True)
        if done.returncode != 0:
            say(f"apt-get {words[0]} failed: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")
            if words[0] == "install":
                return False
    return True
