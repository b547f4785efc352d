"""The choices of a select, written in one go: lists of people and units are long, and a macro call each is slow."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape


def option_list(options: Iterable[tuple[Any, Any]], value: Any) -> Markup:
    """Options as HTML: (value, label), or (label of a group, list of such); the one that equals `value` is chosen."""
    return Markup("".join(_option(key, text, "" if value is None else str(value)) for key, text in options))  # noqa: S704


def _option(key: Any, text: Any, chosen: str) -> str:
    if isinstance(text, list | tuple):
        inner = "".join(_option(one, label, chosen) for one, label in text)
        return f'<optgroup label="{escape(key)}">{inner}</optgroup>'
    own = "" if key is None else str(key)
    mark = " selected" if own == chosen else ""
    return f'<option value="{escape(own)}"{mark}>{escape(text)}</option>'
