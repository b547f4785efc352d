"""The small world stands, and its gate is shut to the other community."""

import pytest
from django.db import transaction

from samdrift.foundation.errors import Unscoped
from samdrift.registers.estate.models import Site
from tests.kept_rows import kept
from tests.world import World


def test_tenant_data_cannot_be_read_without_saying_for_whom(world: World) -> None:
    with pytest.raises(Unscoped):
        Site.objects.all()


def test_a_role_without_a_permission_sees_nothing(world: World) -> None:
    assert not Site.objects.within(world.someone("FIN-APPR").scope).exists()


def test_a_world_put_back_is_the_one_that_was_made_but_for_its_uids(db: None) -> None:
    with transaction.atomic():
        first, made = kept(World)
        transaction.set_rollback(True)
    second, put_back = kept(made.put_back)

    assert [(name, columns) for name, columns, _ in put_back.tables] == [(name, cols) for name, cols, _ in made.tables]
    for (name, columns, before), (_, _, after) in zip(made.tables, put_back.tables, strict=True):
        uid = columns.index("uid")
        assert [row[:uid] + row[uid + 1 :] for row in before] == [row[:uid] + row[uid + 1 :] for row in after], name
        assert not {row[uid] for row in before} & {row[uid] for row in after}
    assert second.site.uid != first.site.uid
    assert second.washroom.site is second.site
    assert second.asta.scope.person_id == second.asta.person.pk == first.asta.person.pk
    second.site.refresh_from_db()
    assert second.numbers.last == first.numbers.last
    assert not Site.objects.within(second.someone("FIN-APPR").scope).exists()


def test_nobody_sees_what_another_did_to_a_world(db: None) -> None:
    with transaction.atomic():
        first, made = kept(World)
        transaction.set_rollback(True)
    first.site.code = "changed"
    with transaction.atomic():
        made.put_back().site.code = "changed too"
        transaction.set_rollback(True)
    assert made.put_back().site.code == "NPS-S1"
