"""What a process remembers by the ids of rows, forgotten between tests: the next test's rows have the same ids."""

import sys
from collections.abc import Callable
from typing import Any

ROOMS = ("samdrift.registers.", "samdrift.operations.")
# Remembered for some seconds, in a dictionary of its module.
SHORT = {
    "samdrift.operations.requests.queries.names": "_names",
    "samdrift.operations.requests.queries.lists": "_counts",
    "samdrift.operations.desk.queries.outages": "_known",
    "samdrift.operations.desk.queries.answers": "_known",
    "samdrift.partnership.insight.queries.figures.estate": "_counted",
    "samdrift.doors.q.choices": "_books",
    "samdrift.doors.q.answers": "_answers",
    "samdrift.doors.api.keys": "_left",
}
_kept: tuple[int, list[Callable[[], Any]]] = (0, [])


def forget_everything() -> None:
    """Terms, names, numbers, scopes and counts, in every room."""
    global _kept
    if _kept[0] != len(sys.modules):
        _kept = (len(sys.modules), _clearers())
    for clear in _kept[1]:
        clear()
    for name, memory in SHORT.items():
        if name in sys.modules:
            getattr(sys.modules[name], memory).clear()


def _clearers() -> list[Callable[[], Any]]:
    rooms = [module for name, module in list(sys.modules.items()) if name.startswith(ROOMS)]
    found = {id(one): one for module in rooms for one in vars(module).values() if hasattr(one, "cache_clear")}
    return [one.cache_clear for one in found.values()]
