"""Queues: set up by whoever leads the desk, known to the telephone by their code."""

import pytest
from django.urls import reverse

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.commands.queues import set_queue
from samdrift.operations.desk.models import Queue
from samdrift.operations.desk.tests.conftest import BACKEND
from tests.world import NOON, words


def named(world, code="main", *, actor=None, **values):
    known = {"name": words("Main line"), "answer_seconds": 60, "short_seconds": 5}
    return set_queue((actor or world.asta).scope, code, now=NOON, **(known | values))


def test_a_queue_is_named_once_and_changed_under_its_code(world):
    first = named(world, "Main")
    again = named(world, "main", answer_seconds=30)
    assert (first.pk, again.code, again.answer_seconds, again.version) == (again.pk, "main", 30, 2)


def test_the_other_community_has_its_own(world):
    named(world)
    assert named(world, actor=world.carla).community_id == world.there.community.pk
    with everywhere(reason="test"):
        assert Queue.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"code": "a b"}, {"code": ""}, {"name": {"en": "Only"}}, {"answer_seconds": 0}, {"short_seconds": 61}]
)
def test_what_does_not_fit_is_refused(world, wrong):
    with pytest.raises(Invalid):
        named(world, **({"code": "main"} | wrong))


def test_agents_and_lookers_set_nothing_up(world):
    for actor in (world.someone("SD-AG"), world.bo):
        with pytest.raises(NotAllowed):
            named(world, actor=actor)


def test_it_is_set_up_by_a_plain_form(world, desk, client):
    address = reverse("desk:queues")
    fields = {
        "code": "counter",
        "name_en": "Counter",
        "name_da": "Skranke",
        "answer_seconds": "90",
        "short_seconds": "5",
    }
    bad = desk.post(address, fields)
    assert bad.status_code == 422
    assert "Say it in this language too." in bad.content.decode()
    page = desk.post(address, {**fields, "name_sv": "Disk"}, follow=True)
    assert "answered within 90 s" in page.content.decode()
    assert 'value="counter"' in desk.get(address, {"code": "counter"}).content.decode()
    client.force_login(world.bo.person, backend=BACKEND)
    assert client.get(address).status_code == 403
