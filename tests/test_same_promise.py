"""Whichever door somebody comes in by, the same is promised: each door is the real one, by its own address (L10).

glpi#24650: tickets of the simplified interface had no SLA at all. Here the web page, a tag, the phone and the counter
in the console, a mail server, the API, another city's system and a table are posted to as strangers' programs do, and
what each made is compared with what the contract promises for a request received at that moment.
"""

import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from samdrift.doors.q import choices, page, seen, sending
from samdrift.foundation.clock import now
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.models import Mailbox
from samdrift.operations.exchange.commands.setting_up import set_jurisdiction
from samdrift.operations.promises.public import Promise
from samdrift.operations.requests.public import Ask, ServiceRequest, submit_request
from samdrift.registers.catalogue.models import ProblemChip
from samdrift.registers.estate import public as estate
from samdrift.registers.estate.formats.guard import GuardedRows
from samdrift.registers.parties.commands import make_token
from tests.world import NOON, Actor, World, words

Door = Callable[[World, Client, Path], None]
BACKEND = "samdrift.doors.account.backend.PasswordBackend"


def by_page(world: World, client: Client, folder: Path) -> None:
    """The web page, as the person who has the problem."""
    client.force_login(world.someone("USR").person, backend=BACKEND)
    said = {"site": world.site.pk, "type": "mnt.fault", "description": "The tap drips"}
    assert client.post(reverse("requests:new"), said).status_code == 302


def by_tag(world: World, client: Client, folder: Path) -> None:
    """A stranger's phone at the tag of the washroom, two taps."""
    ProblemChip.objects.create(
        community=world.community, object_kind="space:washroom", code="leak", label=words("Leak"), icon="tool",
        request_type=world.fault, position=0,
    )  # fmt: skip
    shown = client.get(f"/q/{world.tag.code}").content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', shown) for name in ("key", "token")}
    fields = {name: match[1] for name, match in hidden.items() if match}
    assert client.post(f"/q/{world.tag.code}", {**fields, "problem": "leak"}).status_code == 303


def by_phone(world: World, client: Client, folder: Path) -> None:
    """An agent takes a call in the console and orders."""
    _at_the_console(world, client, "phone")


def by_counter(world: World, client: Client, folder: Path) -> None:
    """Somebody stands at the counter; the agent uses the same console."""
    _at_the_console(world, client, "counter")


def _at_the_console(world: World, client: Client, channel: str) -> None:
    client.force_login(world.asta.person, backend=BACKEND)
    taken = client.post(reverse("desk:console"), {"do": f"take:{channel}"})
    contact = re.search(r"contact=([0-9a-f-]{36})", taken["Location"])
    assert contact is not None
    said = {"contact": contact[1], "at": f"site:{world.site.pk}", "type": "mnt.fault", "text": "The tap drips"}
    assert client.post(reverse("desk:console"), {**said, "do": "order"}).status_code == 302


def by_mail(world: World, client: Client, folder: Path) -> None:
    """A mail server hands a colleague's mail in over HTTP, and a worker reads it."""
    writer = world.someone("USR")
    Mailbox.objects.create(community=world.community, address="", request_type="mnt.fault", site=world.site)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = writer.person.email, "desk@example.org", "The tap drips"
    mail["Date"], mail["Message-ID"] = now(), "<one@example.org>"
    mail.set_content("It drips all day.")
    _row, key = make_token(
        world.someone("ADMIN").scope, name="MX", permissions=["mail.hand_in"], expires_at=None, now=now()
    )
    head = {"Authorization": f"Bearer {key}"}
    sent = client.post("/mail/in/", mail.as_bytes(), content_type="message/rfc822", headers=head)
    assert sent.status_code == 202
    drain()


def by_api(world: World, client: Client, folder: Path) -> None:
    """Another program with an API key."""
    _row, key = make_token(world.asta.scope, name="Other", permissions=None, expires_at=None, now=now())
    said = {"request_type": "mnt.fault", "site": str(world.site.uid), "description": "The tap drips"}
    head = {"Authorization": f"Bearer {key}", "Idempotency-Key": "one"}
    sent = client.post("/api/v1/requests", said, content_type="application/json", headers=head)
    assert sent.status_code == 201, sent.content


def by_open311(world: World, client: Client, folder: Path) -> None:
    """Another city's system."""
    set_jurisdiction(
        world.dan.scope, code="police.example", name=words("The police"), unit_code="TOP",
        catch_all_code=world.site.code, types=["mnt.fault"], published=False, now=now(),
    )  # fmt: skip
    _row, key = make_token(world.asta.scope, name="City", permissions=None, expires_at=None, now=now())
    said = {"api_key": key, "service_code": "mnt.fault", "description": "It drips", "lat": "55.6", "long": "12.5"}
    assert client.post("/open311/v2/requests.json", said).status_code == 200


def by_table(world: World, client: Client, folder: Path) -> None:
    """A table of another system, where what the contract promises was chosen."""
    keeper = world.someone("CTR-C")
    path = folder / "old.csv"
    path.write_text(f"id,title,type,opened,site\n1,The tap drips,mnt.fault,{now().isoformat()},{world.site.code}\n")
    rows = GuardedRows("requests", path)
    upload = estate.upload_table(
        keeper.scope, None, kind="requests", file_name="old.csv", digest=rows.table.source_hash, now=now(),
        mapping={"options": {"promises": "computed"}},
    )  # fmt: skip
    estate.stage_rows(keeper.scope, upload.uid, rows, now=now())
    estate.apply_rows(keeper.scope, upload.uid, GuardedRows("requests", path), now=now())


DOORS: dict[str, Door] = {
    "web": by_page, "qr": by_tag, "phone": by_phone, "counter": by_counter, "mail": by_mail, "api": by_api,
    "open311": by_open311, "table": by_table,
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Any:
    """No drawn pages or catalogues of another test."""
    monkeypatch.setattr(sending, "BLIND_STEP_SECONDS", 0.001)
    yield
    page.forget_pages()
    choices._books.clear()
    seen.forget()


def terms(row: ServiceRequest) -> set[tuple[Any, ...]]:
    """What is promised, to the microsecond."""
    with everywhere(reason="a test looks"):
        rows = Promise.objects.filter(subject_uid=row.uid).exclude(state="voided")
        return {
            (one.kind, one.policy_id, one.clock_id, one.calendar_id, one.started_at, one.due_at, one.at_risk_at,
             one.state) for one in rows
        }  # fmt: skip


def promised(world: World, actor: Actor, row: ServiceRequest) -> set[tuple[Any, ...]]:
    """What the one command promises for a request received at that moment."""
    ask = Ask(request_type="mnt.fault", channel="web", description="The tap drips", site_id=world.site.pk)
    with transaction.atomic():
        made = submit_request(actor.scope, ask, received_at=row.received_at, now=max(now(), row.received_at))
        found = terms(made.service_request)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("door", DOORS)
def test_every_real_door_makes_the_same_promise(world: World, client: Client, tmp_path: Path, door: str) -> None:
    assert now() > NOON  # the contract of the small world runs today
    DOORS[door](world, client, tmp_path)
    with everywhere(reason="a test looks"):
        row = ServiceRequest.objects.get()
    found = terms(row)
    assert {kind for kind, *_rest in found} == {"acknowledge", "attend", "complete"}
    assert found == promised(world, world.asta, row)
