"""What the desk put right is counted by type, within the gate and the time."""

from datetime import timedelta

from samdrift.operations.requests import public as requests
from samdrift.registers.catalogue.models import RequestType
from tests.world import NOON, words

LATER = NOON + timedelta(hours=1)


def test_types_the_desk_put_right_are_counted_the_most_frequent_first(world, report):
    for code in ("mnt.water", "mnt.light"):
        RequestType.objects.create(
            community=world.community, service=world.fault.service, line_code="MNT", code=code, name=words(code)
        )
    for right in ("mnt.water", "mnt.light", "mnt.water"):
        row = report()
        requests.confirm_type(world.asta.scope, row.uid, expected_version=None, request_type=right, now=LATER)
    told = requests.types_corrected(world.asta.scope, NOON, LATER + timedelta(seconds=1))
    assert told == [("mnt.fault", "mnt.water", 2), ("mnt.fault", "mnt.light", 1)]
    assert requests.types_corrected(world.asta.scope, LATER + timedelta(seconds=1), LATER + timedelta(days=9)) == []
    assert requests.types_corrected(world.carla.scope, NOON, LATER + timedelta(days=1)) == []
