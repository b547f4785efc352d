"""Finds the real models and workbooks that stand beside the project; tests that need them skip loudly without."""

import json
import os
from pathlib import Path
from typing import Any

import pytest


def shared(*parts: str) -> Path:
    """A file or folder of the data beside the project."""
    top = Path(__file__).resolve().parents[6]
    root = Path(os.environ.get("SAMDRIFT_SHARED", top.parent / "shared")) / "data"
    if not root.is_dir():
        pytest.skip(f"the data beside the project is not there ({root}): set SAMDRIFT_SHARED")
    return root.joinpath(*parts)


def facts(folder: str) -> dict[str, Any]:
    """What another program found in the files of a folder, or nothing when the folder is missing."""
    top = Path(__file__).resolve().parents[6]
    path = Path(os.environ.get("SAMDRIFT_SHARED", top.parent / "shared")) / "data" / folder / "facts.json"
    return json.loads(path.read_text()) if path.exists() else {}
