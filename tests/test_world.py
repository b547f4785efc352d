"""The small world stands, and its gate is shut to the other community."""

import pytest

from samdrift.foundation.errors import Unscoped
from samdrift.registers.estate.models import Site
from tests.world import World


def test_tenant_data_cannot_be_read_without_saying_for_whom(world: World) -> None:
    with pytest.raises(Unscoped):
        Site.objects.all()


def test_a_role_without_a_permission_sees_nothing(world: World) -> None:
    assert not Site.objects.within(world.someone("FIN-APPR").scope).exists()
