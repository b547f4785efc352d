"""Kinds of work that rules may name beside the request types of the catalogue: planned work, rounds, reports."""

from collections.abc import Mapping

from django.utils.functional import Promise as LazyText

_named: dict[str, str | LazyText] = {}


def register_named_work(code: str, name: str | LazyText) -> None:
    """Let rules name a kind of work, as they name a request type; a code used twice stops the start-up."""
    if code in _named:
        raise ValueError(f"Work is named {code!r} twice.")
    _named[code] = name


def named_work() -> Mapping[str, str | LazyText]:
    """The kinds of work that rules may name, by code."""
    return dict(_named)
