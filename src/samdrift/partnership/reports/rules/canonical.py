"""A report's data as one text: the same data gives the same text and the same fingerprint everywhere."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def written(data: Mapping[str, Any]) -> str:
    """The one text of these data: keys in order, no spaces, letters as they are. Floats are refused: write decimals.

    Raises:
        ValueError: They hold a float.
    """
    _no_floats(data)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """By what a text is known."""
    return sha256(text.encode()).hexdigest()


def _no_floats(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError("a report holds no floats: a number that is not whole is a decimal's text")
    if isinstance(value, Mapping):
        for one in value.values():
            _no_floats(one)
    elif isinstance(value, list | tuple):
        for one in value:
            _no_floats(one)
