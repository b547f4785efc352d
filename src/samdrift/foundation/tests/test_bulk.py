"""Rows written in bulk are the same as rows written one by one."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from samdrift.foundation.bulk import insert_rows, new_row
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.models import Site, Space, SpaceArea
from tests.world import NOON, World


def test_rows_written_in_bulk_read_as_if_written_one_by_one(world: World) -> None:
    at = {"community": world.community, "site": world.site}
    spaces = [
        Space(**at, storey=world.storey, number=f"9.{n}", name="Åben ø", outline={"æ": [n]}, area_m2=Decimal("7.125"))
        for n in range(3)
    ]
    with transaction.atomic():
        insert_rows(spaces)
        areas = [
            SpaceArea(**at, space=s, area_m2=s.area_m2, valid_from=date(2025, 1, 1), recorded_at=NOON) for s in spaces
        ]
        insert_rows(areas)
        after = Space.objects.create(**at, storey=world.storey, number="9.9")
    with everywhere(reason="a test looks"):
        for written in (*spaces, *areas):
            read = type(written).objects.get(pk=written.pk)
            for field in written._meta.concrete_fields:
                assert getattr(read, field.attname) == getattr(written, field.attname), field.name
    assert after.pk > max(space.pk for space in spaces)


def test_no_rows_are_no_work(world: World) -> None:
    assert insert_rows([]) == []
    with everywhere(reason="a test looks"):
        assert Site.objects.count() == 6


def test_a_new_row_is_what_its_model_makes_of_the_same_values(world: World) -> None:
    values = {"community": world.community, "site": world.site, "storey_id": world.storey.pk, "number": "9.1"}
    made, by_hand = Space(**values), new_row(Space, **values)
    assert by_hand._state.adding
    assert {one: kept for one, kept in vars(by_hand).items() if one not in ("uid", "_state")} == {
        one: kept for one, kept in vars(made).items() if one not in ("uid", "_state")
    }
    assert by_hand.uid != new_row(Space, **values).uid
    assert by_hand.outline is not new_row(Space, **values).outline or by_hand.outline is None
    assert by_hand.site is world.site
    assert new_row(Space, storey=None).storey_id is None
    by_hand.save()
    with everywhere(reason="a test looks"):
        assert Space.objects.get(pk=by_hand.pk).number == "9.1"


def test_a_new_row_of_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="no column"):
        new_row(Space, colour="red")
