"""What is asked once within a page: each number, and what numbers are counted from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Value = TypeVar("Value")
_memory: ContextVar[dict[Any, Any] | None] = ContextVar("told", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Ask each number once within this block: around a page, a report or an answer. One inside another is the same."""
    if _memory.get() is not None:
        yield
        return
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(key: Any, make: Callable[[], Value]) -> Value:
    """What `make` gave the first time within the block; made anew each time outside of one."""
    kept = _memory.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    return kept[key]  # type: ignore[no-any-return]
