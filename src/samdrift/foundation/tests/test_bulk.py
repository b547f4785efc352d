"""Rows written in bulk are the same as rows written one by one."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from samdrift.foundation.bulk import insert_rows
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
