"""Working an order by a link: what it shows and when, each move once, and what it never tells."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from samdrift.foundation import clock
from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.operations.field.models import PlaceNote
from samdrift.operations.work import public as work
from samdrift.operations.work.models import StepResult, WorkLine, WorkLink, WorkOrder
from tests.world import NOON, World, words

LATER = NOON + timedelta(hours=1)
STEPS = """yes_no | Does it work? | Virker det? | Fungerar det?
number | Voltage | Spænding | Spänning | 220 – 240 V
"""


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    offset = LATER - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def firm(world: World) -> Any:
    return world.subcontractor()


@pytest.fixture
def order(world: World) -> WorkOrder:
    work.publish_checklist(
        world.asta.scope, work.ChecklistDraft(code="el", name=words("El"), steps=STEPS), now=NOON
    )  # fmt: skip
    for kind, text in (("hazard", "Low ceiling"), ("access", "Ring at the gate"), ("key", "Key box four")):
        PlaceNote.objects.create(community=world.community, site=world.site, kind=kind, text=text, written_at=NOON)
    PlaceNote.objects.create(
        community=world.community, site=world.site, kind="hazard", text="Armoury", written_at=NOON, data_class="D8"
    )
    wanted = work.PlannedWork(
        contract_id=world.contract.pk, line_code="MNT", title="Two sockets", site_id=world.site.pk,
        team_id=world.team.pk, checklist="el", due_at=NOON + timedelta(days=1), instructions="In the corridor",
    )  # fmt: skip
    return work.plan_order(world.asta.scope, wanted, now=NOON)


@pytest.fixture
def link(world: World, firm: Any, order: WorkOrder) -> WorkLink:
    return handed(world, firm, order)


def handed(world: World, firm: Any, order: WorkOrder, **more: Any) -> WorkLink:
    draft = work.LinkDraft(company_uid=firm.organisation.uid, language="en", **more)
    return work.hand_over(
        world.asta.scope, order.uid, draft, expected_version=None, now=now(), real_now=clock.real_now()
    )


def token_of(link: WorkLink) -> str:
    return work.link_rules.token_of(link.uid, settings.SECRET_KEY)


def at(link: WorkLink, order: WorkOrder) -> str:
    return reverse("job_order", args=[token_of(link), order.uid])


def html_of(client: Client, link: WorkLink, order: WorkOrder) -> str:
    return client.get(at(link, order)).content.decode()


def form(client: Client, link: WorkLink, order: WorkOrder, action: str, **fields: Any) -> dict[str, Any]:
    html = html_of(client, link, order)
    key = re.search(rf'name="key" value="([^"]*-{action}[^"]*)"', html)
    token = re.search(r'name="token" value="([^"]*)"', html)
    return {"key": key[1] if key else f"k-{action}", "token": token[1] if token else "", "action": action, **fields}


def send(client: Client, link: WorkLink, order: WorkOrder, action: str, **fields: Any) -> Any:
    return client.post(at(link, order), form(client, link, order, action, **fields))


def state_of(order: WorkOrder) -> str:
    with everywhere(reason="a test looks at the order"):
        return WorkOrder.objects.get(pk=order.pk).state


def picture() -> SimpleUploadedFile:
    written = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(written, "JPEG")
    return SimpleUploadedFile("p.jpg", written.getvalue(), "image/jpeg")


def test_before_the_yes_it_tells_the_danger_and_not_the_way_in(
    client: Client, link: WorkLink, order: WorkOrder
) -> None:
    html = html_of(client, link, order)
    for told in ("Two sockets", "Station Nord", "Low ceiling", "Due by", "Accept", "I cannot take it"):
        assert told in html
    for kept in ("Ring at the gate", "Key box four", "Armoury", "Does it work?"):
        assert kept not in html
    assert send(client, link, order, "accept").status_code == 303
    html = html_of(client, link, order)
    for told in ("Ring at the gate", "Key box four", "Does it work?"):
        assert told in html
    assert "Armoury" not in html


def test_it_never_names_people(world: World, client: Client, link: WorkLink, order: WorkOrder) -> None:
    send(client, link, order, "accept")
    html = html_of(client, link, order)
    for name in ("Asta", "Bo Nps", "Dan Nps", "example.org"):
        assert name not in html


def test_the_whole_way_from_yes_to_done(world: World, client: Client, link: WorkLink, order: WorkOrder) -> None:
    assert send(client, link, order, "accept").status_code == 303
    assert send(client, link, order, "start").status_code == 303
    assert send(client, link, order, "pause", reason="awaiting_parts").status_code == 303
    assert state_of(order) == "paused"
    assert send(client, link, order, "resume").status_code == 303
    assert send(client, link, order, "material", text="Socket", quantity="2").status_code == 303
    left = send(client, link, order, "finish", resolution="repaired")
    assert (left.status_code, state_of(order)) == (422, "started")
    with everywhere(reason="a test reads the steps"):
        first, second = work.steps_of(WorkOrder.objects.get(pk=order.pk))
    assert send(client, link, order, "step", step=first.key, value="yes").status_code == 303
    assert send(client, link, order, "step", step=second.key, value="231").status_code == 303
    done = send(client, link, order, "finish", resolution="repaired", minutes="45", photo=picture())
    assert (done.status_code, state_of(order)) == (303, "done")
    with everywhere(reason="a test reads what was written"):
        lines = list(WorkLine.objects.order_by("pk").values_list("kind", "minutes", "person_id"))
        assert StepResult.objects.filter(person__isnull=True).count() == 2
    assert lines == [("material", 0, None), ("time", 45, None)]
    work.verify_order(world.dan.scope, order.uid, expected_version=None, now=now())
    assert state_of(order) == "closed"


def test_the_same_form_twice_is_done_once(client: Client, link: WorkLink, order: WorkOrder) -> None:
    send(client, link, order, "accept")
    send(client, link, order, "start")
    filled = form(client, link, order, "time", minutes="30")
    assert [client.post(at(link, order), filled).status_code for _ in range(2)] == [303, 303]
    with everywhere(reason="a test counts lines"):
        assert WorkLine.objects.count() == 1
    assert client.post(at(link, order), {**filled, "minutes": "31"}).status_code == 422


def test_a_decline_gives_it_back_and_the_link_says_it_is_gone(client: Client, link: WorkLink, order: WorkOrder) -> None:
    assert send(client, link, order, "refuse", reason="").status_code == 422
    assert send(client, link, order, "refuse", reason="no_time").status_code == 303
    assert state_of(order) == "ready"
    answer = client.get(at(link, order))
    assert answer.status_code == 410
    assert "no longer yours" in answer.content.decode()
    assert "Two sockets" not in answer.content.decode()


def test_a_move_the_table_has_not_is_refused_in_words(client: Client, link: WorkLink, order: WorkOrder) -> None:
    filled = form(client, link, order, "finish", resolution="repaired")
    answer = client.post(at(link, order), filled)
    assert (answer.status_code, state_of(order)) == (409, "dispatched")
    assert client.post(at(link, order), {**filled, "action": "verify"}).status_code == 422
    assert client.post(at(link, order), {**filled, "token": "made-up"}).status_code == 403


def test_nothing_of_the_secret_leaves_the_page(client: Client, link: WorkLink, order: WorkOrder) -> None:
    for path in (f"/job/{token_of(link)}", at(link, order)):
        answer = client.get(path)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"


def test_unknown_and_expired_links_answer_alike(
    client: Client, link: WorkLink, order: WorkOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [f"/job/{'a' * 25}", reverse("job_order", args=["a" * 25, order.uid])]
    unknown = [client.get(path) for path in paths]
    ahead = clock.real_now() + timedelta(days=20)
    monkeypatch.setattr("samdrift.doors.job.views.real_now", lambda: ahead)
    expired = [client.get(path) for path in (f"/job/{token_of(link)}", at(link, order))]
    assert {answer.status_code for answer in (*unknown, *expired)} == {404}
    clean = {re.sub(r"/job/\S*", "", answer.content.decode()) for answer in (*unknown, *expired)}
    assert len({len(one) for one in clean}) == 1


def test_guessing_links_is_slowed_down(world: World, client: Client) -> None:
    answers = [client.get(f"/job/{'a' * 24}{n % 10}").status_code for n in range(62)]
    assert set(answers) == {404, 429}


def test_another_s_order_is_not_found_through_one_s_link(world: World, client: Client, link: WorkLink) -> None:
    wanted = work.PlannedWork(
        contract_id=world.there.contract.pk, line_code="MNT", title="Elsewhere", site_id=world.there.site.pk
    )
    there = work.plan_order(world.carla.scope, wanted, now=NOON)
    mine = work.plan_order(
        world.asta.scope,
        work.PlannedWork(contract_id=world.contract.pk, line_code="MNT", title="Own", site_id=world.site.pk), now=NOON,
    )  # fmt: skip
    for other in (there, mine):
        assert client.get(at(link, other)).status_code == 404
        assert client.post(at(link, other), {"action": "accept"}).status_code == 404


def test_photos_open_through_the_link_of_their_order_only(
    world: World, firm: Any, client: Client, link: WorkLink, order: WorkOrder
) -> None:
    send(client, link, order, "accept")
    assert send(client, link, order, "photo", photo=picture()).status_code == 303
    address = re.search(r'src="(/job/[^"?]*/photos/[^"?]*)', html_of(client, link, order))
    assert address is not None
    seen = client.get(address[1])
    assert seen.status_code == 200
    b"".join(seen.streaming_content)  # read to its end, the file closes itself
    other = work.plan_order(
        world.asta.scope,
        work.PlannedWork(contract_id=world.contract.pk, line_code="MNT", title="Own", site_id=world.site.pk), now=NOON,
    )  # fmt: skip
    second = handed(world, firm, other)
    stolen = address[1].replace(token_of(link), token_of(second))
    assert client.get(stolen).status_code == 404
    assert client.get(stolen.replace(str(order.uid), str(other.uid))).status_code == 404


def test_a_company_s_list_leads_to_each_of_its_orders(
    world: World, firm: Any, client: Client, link: WorkLink, order: WorkOrder
) -> None:
    draft = work.LinkDraft(company_uid=firm.organisation.uid, language="da")
    every = work.make_list_link(world.asta.scope, draft, now=now(), real_now=clock.real_now())
    html = client.get(f"/job/{token_of(every)}").content.decode()
    assert "Two sockets" in html
    assert 'lang="da"' in html  # the company's language, whatever the browser's
    assert send(client, every, order, "accept").status_code == 303
    assert "All your work" in client.get(at(every, order) + "?lang=en").content.decode()


def test_a_list_costs_the_same_for_many(
    world: World, firm: Any, client: Client, link: WorkLink, django_assert_max_num_queries: Any
) -> None:
    draft = work.LinkDraft(company_uid=firm.organisation.uid, language="en")
    every = work.make_list_link(world.asta.scope, draft, now=now(), real_now=clock.real_now())
    path = f"/job/{token_of(every)}"
    client.get(path)
    with django_assert_max_num_queries(4):
        client.get(path)
    wanted = [
        work.PlannedWork(
            contract_id=world.contract.pk, line_code="MNT", title=f"More {n}", site_id=world.site.pk, team_id=firm.pk
        )
        for n in range(30)
    ]
    work.make_orders(world.asta.scope, wanted, now=NOON)
    with django_assert_max_num_queries(4):
        assert "More 29" in client.get(path).content.decode()
