"""A piece of a page is drawn once for what it shows, and anew for anything else."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from samdrift.foundation import pieces
from samdrift.foundation.pieces import drawn, frozen

PIECE = "shell/mark.html"


@dataclass(frozen=True)
class Told:
    value: Any
    aside: Any = field(default=None, compare=False)


class Place(NamedTuple):
    name: Any


class Other(NamedTuple):
    name: Any


@pytest.fixture(autouse=True)
def nothing_drawn():
    pieces.forget()


def test_the_same_values_give_the_same_text_again():
    values = {"day": date(2025, 5, 5), "cells": [Told(Decimal("1.0")), {"a": (1, "b")}]}
    again = {"day": date(2025, 5, 5), "cells": [Told(Decimal("1.0"), aside=print), {"a": (1, "b")}]}
    assert drawn(PIECE, values) is drawn(PIECE, again)


def test_every_language_has_its_own():
    first = drawn(PIECE, {})
    with override("da"):
        assert drawn(PIECE, {}) is not first
    assert drawn(PIECE, {}) is first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True), (1, 1.0), (1, Decimal(1)), (Decimal("1.0"), Decimal("1.00")), ("a", mark_safe("a")), (None, 0),
        ([1], (1,)), (Place("a"), Other("a")), (Told(1), Told(True)), ({"a": 1}, {"a": True}), ("1", Decimal(1)),
        ([], {}),
    ],
)  # fmt: skip
def test_what_looks_alike_is_not_the_same(one, other):
    assert frozen(one) != frozen(other)
    assert drawn(PIECE, {"a": one}) is not drawn(PIECE, {"a": other})


def test_a_text_that_is_translated_late_is_told_in_its_language():
    word = gettext_lazy("Site")
    assert frozen(word) == frozen(gettext_lazy("Site"))


def test_what_is_not_plain_is_refused():
    with pytest.raises(TypeError):
        drawn(PIECE, {"a": object()})


def test_what_templates_look_up_themselves_is_followed(monkeypatch):
    monkeypatch.setattr(pieces, "_beside", {})
    tiles = ["old"]
    pieces.follow("tiles", lambda: tiles[0])
    first = drawn(PIECE, {})
    assert drawn(PIECE, {}) is first
    tiles[0] = "new"
    assert drawn(PIECE, {}) is not first


def test_what_follows_from_the_values_is_worked_out_for_a_new_piece_alone():
    asked = []
    for n in (1, 1, 2):
        drawn(PIECE, {"n": n}, build=lambda n=n: asked.append(n) or {})
    assert asked == [1, 2]


def test_only_so_many_are_kept(monkeypatch):
    monkeypatch.setattr(pieces, "MOST", 2)
    first = drawn(PIECE, {"n": 1})
    drawn(PIECE, {"n": 2})
    assert drawn(PIECE, {"n": 1}) is first
    drawn(PIECE, {"n": 3})
    assert drawn(PIECE, {"n": 1}) is first, "what is asked for stays"
    assert len(pieces._drawn) == 2
