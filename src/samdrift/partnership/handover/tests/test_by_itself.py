"""Written as a worker and the terminal write it: in no transaction of somebody else's, from a server's cursors."""

from pathlib import Path

import pytest
from django.db import connection

from samdrift.partnership.handover.commands.making import write_to
from samdrift.partnership.handover.formats.checking import checked
from tests.world import NOON, World


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_pack_is_written_outside_a_transaction(world: World, tmp_path: Path) -> None:
    assert not connection.in_atomic_block
    path = tmp_path / "pack.zip"
    written = write_to(world.contract, NOON.date(), path, with_staff=True)
    assert {one.code: one.rows for one in written.tables}["sites"] == 3
    with path.open("rb") as file:
        assert checked(file, written.fingerprint).wrong == ()
