"""Comments on orders: for whoever sees the order, with photos, once; an @ tells only whom it may (W16)."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given as example
from hypothesis import strategies as st
from PIL import Image

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices.letters import said as in_words
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.operations.work.commands import planning
from samdrift.operations.work.commands.commenting import LONGEST, add_comment
from samdrift.operations.work.commands.planning import PlannedWork
from samdrift.operations.work.commands.restricting import restrict_orders
from samdrift.operations.work.models import OrderComment, WorkOrder
from samdrift.operations.work.queries.comments import mentionable
from samdrift.operations.work.rules.mentions import mentioned
from tests.world import NOON, World


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    offset = NOON - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def order(world: World) -> WorkOrder:
    wanted = PlannedWork(
        contract_id=world.contract.pk, line_code="MNT", title="Oil it", site_id=world.site.pk, team_id=world.team.pk
    )
    return planning.plan_order(world.asta.scope, wanted, now=NOON)


def picture(colour: str = "teal") -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("RGB", (40, 30), colour).save(written, "JPEG")
    return SimpleUploadedFile("p.jpg", written.getvalue(), "image/jpeg")


def notices_of(kind: str = "order.mentioned") -> list[Notice]:
    deliver_all()
    with everywhere(reason="a test reads notices"):
        return list(Notice.objects.filter(kind=kind).order_by("pk"))


def test_both_parties_read_it_in_the_language_it_was_written_in(world: World, order: WorkOrder) -> None:
    made = add_comment(world.asta.scope.in_language("sv"), order.uid, "Pumpen låter <illa>", now=NOON)
    for reader in (world.asta, world.bo, world.dan):
        assert OrderComment.objects.within(reader.scope).get().body == "Pumpen låter <illa>"
    assert made.language == "sv"
    assert not OrderComment.objects.within(world.carla.scope).exists()
    assert not OrderComment.objects.within(world.someone("USR").scope).exists()


def test_whoever_is_mentioned_is_told_and_nobody_else(world: World, order: WorkOrder) -> None:
    add_comment(world.asta.scope, order.uid, "Look at this, @Dan Nps, please", now=NOON)
    (told,) = notices_of()
    assert told.receiver_id == world.dan.person.pk
    assert "Look at this" in in_words(told).body
    assert "mentioned you" in in_words(told).reason


def test_an_at_that_names_nobody_here_is_refused(world: World, order: WorkOrder) -> None:
    outsider = world.someone("USR", name="Ugo")
    for name in ("@Nobody", "@Carla Other", f"@{outsider.person.given_name} Nps"):
        with pytest.raises(Invalid):
            add_comment(world.asta.scope, order.uid, f"Hello {name}", now=NOON)
    with pytest.raises(Invalid):
        add_comment(world.asta.scope, order.uid, "Hello", now=NOON, named=[outsider.person.pk])


def test_a_protected_person_is_mentioned_by_nobody(world: World, order: WorkOrder) -> None:
    hidden = world.someone("LOC-FM", name="Hemma")
    hidden.person.protected_identity = True
    hidden.person.save(update_fields=["protected_identity"])
    assert hidden.person.pk not in mentionable(world.asta.scope, order, now=NOON)
    with pytest.raises(Invalid):
        add_comment(world.asta.scope, order.uid, "@Hemma", now=NOON)


def test_who_may_only_look_says_nothing(world: World, order: WorkOrder) -> None:
    with pytest.raises(NotAllowed):
        add_comment(world.someone("AUD").scope, order.uid, "Hm", now=NOON)
    with pytest.raises(WorkOrder.DoesNotExist):
        add_comment(world.carla.scope, order.uid, "Hm", now=NOON)
    for wrong in ("  ", "x" * (LONGEST + 1)):
        with pytest.raises(Invalid):
            add_comment(world.asta.scope, order.uid, wrong, now=NOON)


def test_the_same_uid_is_said_once(world: World, order: WorkOrder) -> None:
    uid = uuid4()
    both = [add_comment(world.asta.scope, order.uid, "Twice", now=NOON, comment_uid=uid).pk for _ in range(2)]
    assert both[0] == both[1]


def test_what_becomes_a_case_takes_its_comments_along_and_tells_no_words(world: World) -> None:
    from tests.example_rows import Rows

    order = Rows(world).order
    add_comment(world.asta.scope, order.uid, "Look, @Dan Nps", now=NOON)
    restrict_orders(order.service_request, "D7")
    with everywhere(reason="a test reads the class"):
        assert OrderComment.objects.get().data_class == "D7"
    assert not OrderComment.objects.within(world.dan.scope).exists()
    assert notices_of() == []


def test_said_on_the_page_with_a_photo_and_read_on_the_order(world: World, order: WorkOrder, client: Client) -> None:
    client.force_login(world.asta.person)
    address = reverse("work:comments", args=[order.uid])
    assert client.post(address, {"body": " "}).status_code == 422
    form = {"body": "The pump hums", "named": str(world.dan.person.pk), "key": str(uuid4())}
    for _ in range(2):
        assert client.post(address, {**form, "photo": picture()}).status_code == 302
    client.force_login(world.dan.person)
    html = client.get(reverse("work:page", args=[order.uid])).content.decode()
    assert html.count("The pump hums") == 1
    with everywhere(reason="a test reads the comment"):
        row = OrderComment.objects.get()
    page = client.get(address).content.decode()
    photo = next(part for part in page.split('"') if f"/comments/{row.uid}/" in part and "?" not in part)
    seen = client.get(photo)
    assert seen.status_code == 200
    b"".join(seen.streaming_content)  # type: ignore[attr-defined]
    client.force_login(world.carla.person)
    assert client.get(photo).status_code == 404


def test_another_language_is_marked_and_nothing_is_translated(world: World, order: WorkOrder, client: Client) -> None:
    add_comment(world.asta.scope.in_language("da"), order.uid, "Pumpen brummer", now=NOON)
    client.force_login(world.dan.person)
    html = client.get(reverse("work:comments", args=[order.uid])).content.decode()
    assert "Written in Danish; not translated." in html
    assert '<p lang="da">Pumpen brummer</p>' in html


def test_other_systems_read_and_write_them(world: World, order: WorkOrder, client: Client) -> None:
    client.force_login(world.asta.person)
    address = f"/api/v1/work-orders/{order.uid}/comments"
    said = {"uid": str(uuid4()), "body": "From afar, @Dan Nps"}
    answers = [client.post(address, said, content_type="application/json").status_code for _ in range(2)]
    assert answers == [201, 201]
    assert [(one["body"], one["mentions"]) for one in client.get(address).json()] == [("From afar, @Dan Nps", 1)]


def test_the_page_costs_the_same_for_many(
    world: World, order: WorkOrder, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(world.dan.person)
    address = reverse("work:comments", args=[order.uid])
    add_comment(world.asta.scope, order.uid, "One", now=NOON)
    client.get(address)
    for number in range(20):
        add_comment(world.asta.scope, order.uid, f"More {number}, @Dan Nps", now=NOON)
    with django_assert_max_num_queries(30):
        assert "More 19" in client.get(address).content.decode()


NAMES = {1: "Bo Lind", 2: "Bo Lindgren", 3: "Åsa Öst", 4: "Ann-Mari Ek"}


@pytest.mark.parametrize(
    ("body", "found", "unknown"),
    [("@Åsa Öst, see", {3}, []), ("ask @åsa", {3}, []), ("@Bo", set(), ["Bo"]), ("@Bo Lindgren", {2}, []),
     ("@Bo Lind.", {1}, []), ("mail a@b.example", set(), []), ("(@Ann-Mari Ek)", {4}, []), ("@ alone", set(), [])],
)  # fmt: skip
def test_an_at_means_one_person_or_is_told(body: str, found: set[int], unknown: list[str]) -> None:
    assert mentioned(body, NAMES) == (found, unknown)


@example(st.text(max_size=60))
def test_whatever_is_written_mentions_only_those_there_are(body: str) -> None:
    found, _unknown = mentioned(body, NAMES)
    assert found <= set(NAMES)
