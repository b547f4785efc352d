"""Who hears that an exit pack waits: the sides that have not confirmed it, a joiner among them, and nobody else."""

from datetime import timedelta

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.partnership.handover.jobs import remind
from samdrift.partnership.handover.tests.conftest import made
from samdrift.partnership.handover.tests.test_call_off import JUNE, LAST, confirmed, contract_of, leaves
from samdrift.partnership.joining.models import Accession
from samdrift.partnership.joining.tests.conftest import Shared, offered, shared
from tests.world import NOON, World

__all__ = ["leaves", "offered", "shared"]
DAY = timedelta(days=1)


def told(key: str) -> set[str]:
    with everywhere(reason="test"):
        rows = Notice.objects.filter(kind=key, receiver__isnull=False).select_related("receiver")
        return {one.receiver.given_name for one in rows if one.receiver}


def test_both_offices_hear_of_a_pack_and_the_other_one_of_the_confirmation(leaving: World) -> None:
    client, provider = leaving.someone("CTR-C", name="Carl"), leaving.someone("CTR-P", name="Peter")
    pack = made(client, leaving.contract)
    deliver_all()
    assert {"Carl", "Peter"} <= told("handover.made")
    confirmed(client, pack)
    deliver_all()
    assert "Peter" in told("handover.confirmed")
    assert "Carl" not in told("handover.confirmed")
    assert [remind(leaving.community.pk, NOON + days * DAY) > 0 for days in (6, 8, 9)] == [False, True, False]
    assert "Carl" not in told("handover.waiting")
    confirmed(provider, pack)
    deliver_all()
    assert {"Carl"} <= told("handover.handed_over")


def test_only_the_newest_pack_reminds(leaving: World) -> None:
    client = leaving.someone("CTR-C", name="Carl")
    made(client, leaving.contract)
    newest = made(client, leaving.contract, now=NOON + 5 * DAY)
    assert remind(leaving.community.pk, NOON + 8 * DAY) == 0
    assert remind(leaving.community.pk, NOON + 13 * DAY) > 0
    with everywhere(reason="test"):
        assert set(Notice.objects.values_list("subject_uid", flat=True)) == {newest.uid}


def test_of_a_call_off_joiner_and_provider_hear_and_no_other_joiner(leaves: Accession, offered: Shared) -> None:
    made(offered.provider, contract_of(leaves), day=JUNE.date(), now=LAST)
    deliver_all()
    names = told("handover.made")
    assert offered.east.contact.person.given_name in names
    assert offered.provider.person.given_name in names
    assert offered.west.contact.person.given_name not in names
    assert offered.owner.person.given_name not in names
