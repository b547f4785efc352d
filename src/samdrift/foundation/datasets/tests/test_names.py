"""Names in files: asked for once where things are few, and forgotten again where they are as many as rows."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from samdrift.foundation.datasets import cells
from samdrift.foundation.datasets.registry import Column
from tests.world import World


class Numbered:
    """Things called by their number; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[set[Any]] = []

    def named(self, _scope: object, keys: Collection[Any]) -> Mapping[Any, tuple[str, str]]:
        self.asked.append(set(keys))
        return {key: (f"c{key}", f"n{key}") for key in keys}

    def keys(self, _scope: object, _codes: Collection[str]) -> Mapping[str, Collection[Any]]:
        return {}

    def choices(self, _scope: object) -> Sequence[tuple[str, str]]:
        return ()


def test_names_are_right_and_no_more_of_them_are_kept_than_fit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MOST_NAMES", 3)
    things = Numbered()
    column = Column(code="about", name="About", kind="thing", path="pk", things=things)
    write = cells.writer_for(column, world.dan.scope, ZoneInfo("UTC"))
    codes, names = cells.machine_writers(column, world.dan.scope)
    pages: list[list[Any]] = [[1, 2, None], [2, 3], [4, 2], [5, None, 2]]
    for page in pages:
        assert write(page) == ["" if key is None else f"n{key}" for key in page]
        assert codes(page) == [cells.NOTHING if key is None else f"c{key}" for key in page]
        assert names(page) == [cells.NOTHING if key is None else f"n{key}" for key in page]
    assert things.asked[::2][0] == {1, 2}, "the first page asks for both"
    assert any(2 in keys for keys in things.asked[2:]), "what was forgotten is asked for again"
