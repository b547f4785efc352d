"""A prepared question answers as the query it was made from, on whichever database."""

import pytest

from samdrift.foundation.prepared import Prepared, insert
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.models import Space
from samdrift.registers.tags.models import Tag

COLUMNS = ("pk", "uid", "site__name", "anonymous_allowed", "last_scan_on")


def test_it_gives_what_the_query_gives(world):
    asked = Prepared(lambda code: Tag.objects.filter(code=code).values_list(*COLUMNS), "@c@", reason="test")
    for _ in range(2):
        (row,) = asked.rows(world.tag.code)
        assert row == (world.tag.pk, world.tag.uid, world.site.name, True, None)
    assert asked.rows("no such code") == []


def test_arguments_go_to_their_own_places(world):
    asked = Prepared(
        lambda site, number: Space.objects.filter(site=site, number=number, state="active").values_list("pk"),
        -1, "@n@", reason="test",
    )  # fmt: skip
    assert asked.rows(world.site.pk, "0.12") == [(world.washroom.pk,)]
    assert asked.rows(world.other_site.pk, "0.12") == []
    with pytest.raises(TypeError):
        asked.rows(world.site.pk)


def test_a_marker_that_fell_out_of_the_query_is_a_mistake(world):
    asked = Prepared(lambda _pk: Tag.objects.all().values_list("pk"), -1, reason="test")
    with pytest.raises(ValueError, match="marker"):
        asked.rows(1)


def test_rows_inserted_together_read_back_as_they_were_written(world):
    made = [
        Space(community=world.community, site=world.site, number=f"9.{n}", outline=[[n, 1]], area_m2=None)
        for n in (1, 2)
    ]
    insert(*made)
    with everywhere(reason="test"):
        for row in made:
            kept = Space.objects.get(pk=row.pk)
            assert (kept.uid, kept.number, kept.outline, kept.outdoor) == (row.uid, row.number, row.outline, False)
    made[0].save_changes("number")
    insert()
