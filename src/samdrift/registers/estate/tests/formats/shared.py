"""Finds the real models and workbooks that stand beside the project; tests that need them skip loudly without."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.shared import shared_data


def shared(*parts: str) -> Path:
    """A file or folder of the data beside the project."""
    return shared_data(*parts)


def facts(folder: str) -> dict[str, Any]:
    """What another program found in the files of a folder, or nothing when the folder is missing."""
    try:
        path = shared_data(folder, "facts.json")
    except pytest.skip.Exception:
        return {}
    found: dict[str, Any] = json.loads(path.read_text())
    return found
