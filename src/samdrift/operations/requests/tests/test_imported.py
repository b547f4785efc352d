"""Requests of another system's table: compared, brought in with their history, and the same table twice is nothing."""

import csv
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises import public as promises
from samdrift.operations.promises.queries.recount import recount
from samdrift.operations.requests.commands import triage
from samdrift.operations.requests.models import ImportedRequest, ServiceRequest
from samdrift.registers.catalogue.models import RequestType
from samdrift.registers.contracts.models import ServiceCalendar, SlaClock, SlaPolicy
from samdrift.registers.contracts.queries import forget as forget_terms
from samdrift.registers.estate import public as estate
from samdrift.registers.estate.formats.guard import GuardedRows
from samdrift.registers.estate.formats.tables import write_csv
from samdrift.registers.estate.models import ModelImport
from tests.shared import shared_data
from tests.world import NOON, Actor, World, words

CITY = ZoneInfo("America/New_York")
HEAD = "sagsnr;titel;type;modtaget;lukket;frist;status;kanal;site;bemærkning\n"
ROWS = (
    "A-1;Dryppende hane;Fault;01-05-2025 09:00;02-05-2025 10:00;06-05-2025 16:00;Lukket;Telefon;NPS-S1;ring først\n"
    "A-2;Lampe mangler;mnt.fault;02-05-2025 11:30;;;Åben;Hjemmeside;Station Nord;\n"
)


@pytest.fixture
def keeper(world: World) -> Actor:
    return world.someone("CTR-C")


@pytest.fixture
def table(tmp_path: Path) -> Any:
    """Makes a file of a text and gives its rows, some at a time."""
    made = Counter[str]()

    def read(text: str, mapping: Any = None) -> tuple[Path, Any]:
        made["files"] += 1
        path = tmp_path / f"requests-{made['files']}.csv"
        path.write_text(text)
        return path, mapping or {}

    return read


def staged(actor: Actor, file: tuple[Path, Any], unit: Any = None, now: datetime = NOON) -> tuple[ModelImport, Path]:
    path, mapping = file
    rows = GuardedRows("requests", path, mapping=mapping.get("columns"))
    upload = estate.upload_table(
        actor.scope, unit.uid if unit else None, kind="requests", file_name=path.name,
        digest=rows.table.source_hash, now=now, mapping=mapping,
    )  # fmt: skip
    return estate.stage_rows(actor.scope, upload.uid, rows, now=now), path


def applied(actor: Actor, file: tuple[Path, Any], unit: Any = None, now: datetime = NOON) -> ModelImport:
    found, path = staged(actor, file, unit, now)
    rows = GuardedRows("requests", path, mapping=found.mapping.get("columns"))
    return estate.apply_rows(actor.scope, found.uid, rows, now=now)


def counts(found: ModelImport) -> tuple[int, int, int]:
    of = found.changes["counts"]
    return sum(of["added"].values()), sum(of["changed"].values()), of["unchanged"]


def codes(found: ModelImport) -> list[str]:
    return [finding["code"] for finding in found.findings]


def named(number: str) -> ServiceRequest:
    with everywhere(reason="a test looks"):
        told = ImportedRequest.objects.select_related("service_request__site").get(number=number)
        return told.service_request


def test_requests_come_in_with_their_history_and_only_once(world: World, keeper: Actor, table: Any) -> None:
    file = table(HEAD + ROWS, {"options": {"system": "Old desk"}})
    first = applied(keeper, file)
    assert (first.state, counts(first), codes(first)) == ("applied", (2, 0, 0), [])
    tap = named("A-1")
    assert (tap.state, tap.channel, tap.site_id, tap.contract_id) == (
        "closed",
        "phone",
        world.site.pk,
        world.contract.pk,
    )
    assert tap.received_at == datetime(2025, 5, 1, 7, tzinfo=UTC)
    assert tap.closed_at == tap.resolved_at == datetime(2025, 5, 2, 8, tzinfo=UTC)
    assert named("A-2").is_open
    with everywhere(reason="a test looks"):
        told = ImportedRequest.objects.get(number="A-1")
        assert (told.system, told.status, told.channel, told.rest) == (
            "Old desk", "Lukket", "Telefon", {"bemærkning": "ring først"},
        )  # fmt: skip
        book = EventRecord.objects.filter(subject_uid=tap.uid).order_by("pk")
        kinds = [(event.kind, event.person_id) for event in book if event.kind.startswith("requests.")]
    assert kinds == [
        ("requests.submitted", None), ("requests.resolved", None), ("requests.closed", None),
        ("requests.brought_in", keeper.person.pk),
    ]  # fmt: skip
    assert counts(applied(keeper, file)) == (0, 0, 2)


def test_deadlines_come_as_told_or_are_computed(world: World, keeper: Actor, table: Any) -> None:
    told_due = datetime(2025, 5, 6, 14, tzinfo=UTC)
    applied(keeper, table(HEAD + ROWS))
    told = promises.standing_of(named("A-1").uid)
    final = next(promise for promise in told.promises if promise.kind == "complete")
    assert (final.agreed_due_at, named("A-1").due_at) == (told_due, told_due)
    assert final.due_at == datetime(2025, 5, 15, 14, tzinfo=UTC)  # ten working days: P4 of the contract
    applied(keeper, table(HEAD + ROWS.replace("A-", "B-"), {"options": {"promises": "computed"}}))
    computed = next(p for p in promises.standing_of(named("B-1").uid).promises if p.kind == "complete")
    assert (computed.agreed_due_at, computed.due_at) == (None, final.due_at)
    with everywhere(reason="a test looks"):
        assert recount(world.community.pk).differences == []


def test_a_clock_nobody_noted_the_end_of_counts_for_nobody(world: World, keeper: Actor, table: Any) -> None:
    applied(keeper, table(HEAD + ROWS))
    found = {promise.kind: promise.excluded for promise in promises.standing_of(named("A-1").uid).promises}
    assert found == {"acknowledge": "not_told", "attend": "not_told", "complete": ""}


def test_what_cannot_be_used_is_named_by_its_row_and_left_out(world: World, keeper: Actor, table: Any) -> None:
    service = world.fault.service
    RequestType.objects.create(
        community=world.community, service=service, line_code="MNT", code="mnt.person", name=words("About a person"),
        request_class="D7",
    )  # fmt: skip
    bad = (
        "C-1;x;About a person;01-05-2025;;;;;NPS-S1;\n"  # restricted
        "C-2;x;Unicorns;01-05-2025;;;;;NPS-S1;\n"
        "C-3;x;Fault;01-05-2025;;;;;NOWHERE;\n"
        "C-4;x;Fault;someday;;;;;NPS-S1;\n"
        "C-5;x;Fault;01-05-2025;30-04-2025;;;;NPS-S1;\n"
        "C-6;x;Fault;01-05-2025;;;Lukket;;NPS-S1;\n"
        "C-7;x;Fault;01-05-2026;;;;;NPS-S1;\n"
        "C-8;x;Fault;01-05-2025;;;Åben;Brevdue;NPS-S1;\n"
    )
    found, _path = staged(keeper, table(HEAD + bad))
    assert counts(found) == (1, 0, 0)
    assert codes(found) == [
        "row_not_a_date", "row_restricted_type", "row_unknown_word", "row_unknown_site", "row_lacks",
        "row_ended_before", "row_lacks_its_end", "row_in_the_future", "row_unknown_channel",
    ]  # fmt: skip
    assert [finding["params"]["row"] for finding in found.findings] == ["5", "2", "3", "4", "5", "6", "7", "8", "9"]
    assert found.facts["unknown"] == {
        "request_type": [["Unicorns", 1]], "site": [["NOWHERE", 1]], "channel": [["Brevdue", 1]],
    }  # fmt: skip
    with everywhere(reason="a test looks"):
        assert not ServiceRequest.objects.exists()


def test_what_words_mean_is_said_once_and_kept(world: World, keeper: Actor, table: Any) -> None:
    mapping = {
        "columns": {"Emne": "title", "Kategori": "request_type"}, "values": {"request_type": {"Rotter": "mnt.fault"}},
        "defaults": {"site": "NPS-S1"}, "options": {},
    }  # fmt: skip
    text = "id;Emne;Kategori;Oprettet\n7;Rotte i kælder;rotter;2025-05-01 10:00\n"
    estate.save_mapping(keeper.scope, "requests", "Rats", mapping, now=NOON)
    file = table(text, estate.saved_mapping(keeper.scope, "requests", "Rats"))
    assert counts(applied(keeper, file)) == (1, 0, 0)
    assert named("7").title == "Rotte i kælder"


def test_news_of_the_other_system_reach_a_request_nobody_touched_here(world: World, keeper: Actor, table: Any) -> None:
    applied(keeper, table(HEAD + ROWS))
    closed = ROWS.replace("11:30;;;Åben", "11:30;04-05-2025 12:00;;Lukket").replace("Lampe mangler", "Lampe i gangen")
    found = applied(keeper, table(HEAD + closed))
    assert counts(found) == (0, 1, 1)
    assert {field["field"] for field in found.changes["changed"][0]["fields"]} == {
        "title", "state", "resolved_at", "closed_at",
    }  # fmt: skip
    lamp = named("A-2")
    assert (lamp.state, lamp.title, lamp.closed_at) == (
        "closed",
        "Lampe i gangen",
        datetime(2025, 5, 4, 10, tzinfo=UTC),
    )
    assert all(promise.state != "open" for promise in promises.standing_of(lamp.uid).promises)
    assert counts(applied(keeper, table(HEAD + closed))) == (0, 0, 2)
    with everywhere(reason="a test looks"):
        assert recount(world.community.pk).differences == []


def test_a_request_that_lives_here_is_not_overruled_by_a_table(world: World, keeper: Actor, table: Any) -> None:
    applied(keeper, table(HEAD + ROWS))
    triage.triage(world.asta.scope, named("A-2").uid, expected_version=None, now=NOON)
    found = applied(keeper, table(HEAD + ROWS.replace("11:30;;;Åben", "11:30;04-05-2025 12:00;;Lukket")))
    assert (counts(found), codes(found)) == ((0, 0, 2), ["row_lives_here"])
    assert named("A-2").state == "triaged"


def test_what_is_taken_along_comes_in_again_without_a_change(
    world: World, keeper: Actor, table: Any, report: Any
) -> None:
    applied(keeper, table(HEAD + ROWS))
    report()
    report(description="=2+2\nin two lines")
    rows = list(estate.rows_of_table(keeper.scope, "requests", unit=None, today=NOON.date()))
    text = write_csv(estate.columns_of_table("requests"), rows).decode("utf-8-sig")
    found, _path = staged(keeper, table(text))
    assert (found.state, counts(found), codes(found)) == ("diffed", (0, 0, len(rows)), [])
    assert len(rows) == 4


def test_nobody_brings_in_requests_beyond_their_reach(world: World, table: Any, client: Client) -> None:
    narrow = world.someone("CTR-C", unit=world.south, reach_kind="unit", reach_to=[world.south.pk])
    found, _path = staged(narrow, table(HEAD + ROWS), world.south)
    assert (found.state, set(codes(found))) == ("refused", {"row_unknown_site", "row_beyond_reach"} & set(codes(found)))
    client.force_login(world.bo.person)
    assert client.get(reverse("estate:import_new")).status_code == 403
    client.force_login(world.carla.person)
    assert client.get(reverse("estate:import", args=[found.uid])).status_code == 404


@pytest.mark.shared
def test_a_real_citys_requests_keep_every_row_and_every_column(world: World, keeper: Actor) -> None:
    path = shared_data("servicerequests", "boston_311_2019_h1.csv")
    with path.open(newline="") as file:
        source = list(csv.DictReader(file))
    world.contract.starts_on = date(2018, 1, 1)
    mapping = {
        "values": {"request_type": {one["type"]: "mnt.fault" for one in source}}, "defaults": {"site": "NPS-S1"},
        "options": {"system": "Boston 311", "timezone": CITY.key, "times": "local_twice"},
    }  # fmt: skip
    found = applied(keeper, (path, mapping))
    assert (counts(found), codes(found)) == ((3864, 0, 0), [])
    with everywhere(reason="a test looks"):
        rows = {one.number: one for one in ImportedRequest.objects.select_related("service_request")}
    assert len(rows) == len(source)
    states = Counter((one.status, one.service_request.state) for one in rows.values())
    assert states == {("Closed", "closed"): 2220, ("Open", "submitted"): 1644}
    for line in source[::97]:
        one = rows[line["case_enquiry_id"]]
        assert {one.channel, one.status, one.request_type} == {line["source"], line["case_status"], line["type"]}
        assert one.rest.get("ward", "") == line["ward"].strip()
    with shared_data("servicerequests", "boston_sla_oracle_2019_h1.csv").open(newline="") as file:
        for line in csv.DictReader(file):
            one = rows[line["case_enquiry_id"]]
            assert abs(one.service_request.received_at - datetime.fromisoformat(line["opened"])) < timedelta(seconds=1)
            assert one.told_due_at == datetime.fromisoformat(line["due"])
    assert counts(applied(keeper, (path, mapping))) == (0, 0, 3864)


def test_the_page_asks_what_words_mean_and_shows_where_it_came_from(
    world: World, keeper: Actor, client: Client
) -> None:
    client.force_login(keeper.person)
    text = "id;Emne;Type;Oprettet;Felt\n7;Rotte i kælder;Rotter;2025-05-01 10:00;x\n8;Mus;Fault;2025-05-02 10:00;\n"
    file = SimpleUploadedFile("old.csv", text.encode(), content_type="text/csv")
    sent = {"kind": "requests", "unit": str(world.authority.uid), "file": file}
    answer = client.post(reverse("estate:import_new"), sent)
    assert answer.status_code == 302
    drain()
    page = client.get(answer["Location"]).content.decode()
    assert "What these words mean: Type" in page
    assert "Rotter (1 row" in page
    with everywhere(reason="a test looks"):
        staged = ModelImport.objects.get(kind="requests")
    said = {
        "version": str(staged.version), "word-request_type-0": "Rotter", "meaning-request_type-0": "mnt.fault",
        "default-site": "NPS-S1", "save_as": "Rats", "option-system": "Old desk",
    }  # fmt: skip
    columns = {f"column-{place}": staged_column(staged, name) for place, name in enumerate(staged.facts["header"])}
    assert client.post(reverse("estate:import_act", args=[staged.uid, "map"]), said | columns).status_code == 302
    drain()
    page = client.get(answer["Location"]).content.decode()
    assert "Rotte i kælder" in page
    assert "What these words mean" not in page
    staged.refresh_from_db()
    act = reverse("estate:import_act", args=[staged.uid, "apply"])
    client.post(act, {"version": str(staged.version), "effective_on": "2025-05-05"})
    drain()
    request = named("7")
    page = client.get(reverse("requests:page", args=[request.uid])).content.decode()
    assert "As another system told it" in page
    assert "Old desk" in page
    assert "Rats (" in client.get(reverse("estate:import_new")).content.decode()


def staged_column(staged: ModelImport, header: str) -> str:
    return next((name for name, said in staged.facts["columns"].items() if said == header), "")


@pytest.mark.shared
def test_what_we_promise_for_a_real_citys_requests_is_what_the_city_promised(world: World, keeper: Actor) -> None:
    """8.5 working hours, written as the next opening where they end at closing: all rows but the city's own mistake."""
    begun, at = date(2018, 1, 1), {"community": world.community}
    closed = ("2019-01-01", "2019-01-21", "2019-02-18", "2019-04-15", "2019-05-27", "2019-07-04")
    week = {day: ["08:30-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    ServiceCalendar.objects.create(
        **at, code="CITY", name=words("City"), valid_from=begun, recorded_at=NOON,
        definition={"timezone": CITY.key, "week": week, "days": {day: [] for day in closed}},
    )  # fmt: skip
    policy = SlaPolicy.objects.create(
        **at, contract=world.contract, code="CITY", name=words("City"), priority=4, valid_from=begun, recorded_at=NOON,
        valid_to=date(2020, 1, 1),
    )  # fmt: skip
    SlaClock.objects.create(
        **at, policy=policy, kind="complete", unit="work_minutes", amount=510, calendar_code="CITY",
        stops_with="resolved", at_close="next_opening",
    )  # fmt: skip
    world.contract.starts_on, world.contract.version = begun, world.contract.version + 1
    world.contract.save(update_fields=["starts_on", "version"])
    world.site.timezone = CITY.key
    world.site.save(update_fields=["timezone"])
    forget_terms()
    path = shared_data("servicerequests", "boston_311_2019_h1.csv")
    mapping = {
        "values": {"request_type": {"Pick up Dead Animal": "mnt.fault"}}, "defaults": {"site": "NPS-S1"},
        "options": {"system": "Boston 311", "times": "local_twice", "promises": "computed"},
    }  # fmt: skip
    assert counts(applied(keeper, (path, mapping))) == (1834, 0, 0)
    with everywhere(reason="a test looks"):
        told = dict(ImportedRequest.objects.values_list("service_request__uid", "told_due_at"))
        ours = dict(promises.Promise.objects.filter(kind="complete").values_list("subject_uid", "due_at"))
    far = [uid for uid, due in told.items() if due and abs(ours[uid] - due) > timedelta(seconds=90)]
    assert (len(ours), len(far)) == (1834, 1)
    forget_terms()
