"""A pack: what is in it and what never is, the same bytes twice, both parties' confirmation, and what follows."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.checks.public import checks
from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.files.public import drop_files
from samdrift.foundation.jobs.models import JobRow
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.workforce import public as workforce
from samdrift.operations.workforce.models import KeyHolding
from samdrift.partnership.handover import rules
from samdrift.partnership.handover.commands.confirming import confirm_pack
from samdrift.partnership.handover.commands.making import KIND, ask_pack
from samdrift.partnership.handover.formats.checking import NoPack, checked, differences
from samdrift.partnership.handover.models import ExitPack
from samdrift.partnership.handover.queries import readiness
from samdrift.partnership.handover.queries.asking import asked_for
from samdrift.partnership.handover.tests.conftest import DAY, bytes_of, made, table
from samdrift.partnership.savings.models import Budget
from samdrift.registers.contracts.models import Contract
from samdrift.registers.estate.models import Asset
from samdrift.registers.parties.models import Person, TeamMember
from tests.world import NOON, START, Actor, World, words

LATER = NOON + timedelta(hours=1)


def confirmed(actor: Actor, pack: ExitPack) -> ExitPack:
    with everywhere(reason="test"):
        version = ExitPack.objects.get(pk=pack.pk).version
    return confirm_pack(actor.scope, pack.uid, fingerprint=pack.fingerprint, expected_version=version, now=LATER)


def test_a_pack_holds_what_goes_over_and_describes_every_column(leaving: World) -> None:
    pack = made(leaving.dan, leaving.contract)
    content = bytes_of(pack)
    rows = {one["code"]: one["rows"] for one in pack.tables}
    for code in ("contract", "sites", "rooms", "assets", "tags", "requests", "work", "plans", "planned", "prices",
                 "volumes", "changes", "invoices", "credits", "obligations"):  # fmt: skip
        assert len(table(content, code)) == rows[code] > 0, code
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        told = json.loads(file.read("datapackage.json"))
        assert {f"README.{language}.md" for language in ("en", "da", "sv")} < set(file.namelist())
        for one in told["resources"]:
            header = file.read(one["path"]).decode().split("\r\n")[0].split(",")
            assert [column["name"] for column in one["schema"]["fields"]] == header
            assert all(set(column["titles"]) == {"en", "da", "sv"} for column in one["schema"]["fields"])
    (boiler,) = [one for one in table(content, "assets") if one["number"] == "BOIL-1"]
    assert (boiler["installed"], boiler["warranty"], boiler["condition"]) == ("2015-03-01", "2020-03-01", "4")
    assert boiler["name"] == "'=cmd()"


def test_nothing_restricted_or_of_one_party_or_of_people_is_in_it(leaving: World) -> None:
    Budget.objects.create(
        community=leaving.community, contract=leaving.contract, unit=leaving.north, line_code="MNT", month=START,
        amount_minor=987_654_321, data_class="D3", owner_party=leaving.customer, recorded_at=NOON,
    )  # fmt: skip
    with everywhere(reason="test"):
        ServiceRequest.objects.update(data_class="D7", title="Case of a child")
    content = bytes_of(made(leaving.bo, leaving.contract, with_staff=True))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        every = "\n".join(file.read(name).decode() for name in file.namelist())
    for hidden in ("Covert", "Cell door", "CELL-9", "987654321", "Case of a child", "Asta", "Dan", "@example.org"):
        assert hidden not in every, hidden


def test_the_same_data_give_the_same_bytes_whoever_asks_and_whenever(leaving: World) -> None:
    first = made(leaving.dan, leaving.contract)
    second = made(leaving.bo, leaving.contract, now=LATER)
    assert bytes_of(first) == bytes_of(second)
    assert first.fingerprint == second.fingerprint != ""
    with everywhere(reason="test"):
        Asset.objects.filter(number="BOIL-1").update(condition=5)
    third = made(leaving.dan, leaving.contract, now=LATER)
    packs = [checked(io.BytesIO(bytes_of(one))) for one in (first, third)]
    assert differences(*packs) == ["data/assets.csv"]


def test_another_contract_or_community_is_not_in_it(leaving: World) -> None:
    with everywhere(reason="test"):
        other = Contract.objects.create(
            community=leaving.community, code="NPS-2", name=words("Another"), customer=leaving.customer,
            provider=leaving.provider, starts_on=START, ends_on=leaving.contract.ends_on, currency="DKK",
            unit_ids=[leaving.south.pk],
        )  # fmt: skip
    pack = made(leaving.dan, other)
    content = bytes_of(pack)
    rows = {one["code"]: one["rows"] for one in pack.tables}
    assert [one["code"] for one in table(content, "sites")] == ["NPS-S2"]
    for code in ("rooms", "assets", "requests", "work", "plans", "planned", "prices", "volumes", "invoices", "credits"):
        assert rows[code] == 0, code
    with pytest.raises(Contract.DoesNotExist):
        ask_pack(leaving.carla.scope, leaving.contract.uid, day=DAY, with_staff=False, now=NOON)


def test_staff_and_keys_are_there_when_the_provider_opens_them_and_without_names(leaving: World) -> None:
    hidden = leaving.someone("SVC-E", name="Hidden")
    Person.objects.filter(pk=hidden.person.pk).update(protected_identity=True)
    TeamMember.objects.create(community=leaving.community, team=leaving.team, employment=hidden.employment)
    office = leaving.someone("OPS-M").scope
    weeks = workforce.Weeks(weeks=[[*["07:00-15:00/30"] * 5, "", ""]], valid_from=START)
    workforce.set_shifts(office, leaving.asta.employment.uid, weeks, now=NOON)
    for number, site, data_class in (("K1", leaving.site, "D4"), ("K2", leaving.other_site, "D8")):
        KeyHolding.objects.create(
            community=leaving.community, employment=leaving.asta.employment, site=site, label=number, kind="key",
            handed_at=NOON, data_class=data_class, owner_party=leaving.provider,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        ask_pack(leaving.dan.scope, leaving.contract.uid, day=DAY, with_staff=True, now=NOON)
    closed = made(leaving.dan, leaving.contract)
    assert not {"staff", "keys"} & {one["code"] for one in closed.tables}
    content = bytes_of(made(leaving.bo, leaving.contract, with_staff=True, now=LATER))
    (asta,) = table(content, "staff")
    assert (asta["teams"], asta["assignment"], asta["weekly_hours"], asta["full_time_share"]) == (
        "TECH", "shared", "37.50", "1"
    )  # fmt: skip
    (key,) = table(content, "keys")
    assert (key["site"], key["label"], key["person"]) == ("NPS-S1", "K1", asta["person"])


def test_both_parties_confirm_by_different_people_and_then_it_is_frozen(leaving: World) -> None:
    pack = made(leaving.dan, leaving.contract)
    with pytest.raises(Invalid):
        confirm_pack(leaving.dan.scope, pack.uid, fingerprint="0" * 64, expected_version=pack.version, now=LATER)
    with pytest.raises(NotAllowed):
        confirmed(leaving.someone("AUD"), pack)
    with pytest.raises(ExitPack.DoesNotExist):
        confirmed(leaving.asta, pack)
    pack = confirmed(leaving.dan, pack)
    assert (pack.state, pack.handed_at) == (rules.READY, None)
    with pytest.raises(Stale):
        confirm_pack(leaving.bo.scope, pack.uid, fingerprint=pack.fingerprint, expected_version=2, now=LATER)
    with pytest.raises(Refused):
        confirmed(leaving.dan, pack)
    pack = confirmed(leaving.bo, pack)
    assert (pack.state, pack.customer_by_id, pack.provider_by_id) == (
        rules.HANDED, leaving.dan.person.pk, leaving.bo.person.pk
    )  # fmt: skip
    with pytest.raises(Refused):
        confirmed(leaving.bo, pack)
    with everywhere(reason="test"):
        told = EventRecord.objects.filter(subject_uid=pack.uid).order_by("pk").values_list("kind", flat=True)
        assert list(told) == [
            "handover.made", "handover.confirmed", "handover.confirmed", "handover.handed_over"
        ]  # fmt: skip
    assert not found_by_night(leaving)


def found_by_night(world: World) -> list[str]:
    """What the nightly check finds."""
    with everywhere(reason="test"):
        return [f"{one.rule} {one.about}" for one in checks["handover.check"].run(world.community.pk, LATER).findings]


def test_the_night_names_a_handed_over_pack_that_is_another_one(leaving: World) -> None:
    pack = confirmed(leaving.bo, confirmed(leaving.dan, made(leaving.dan, leaving.contract)))
    with everywhere(reason="test"):
        ExitPack.objects.filter(pk=pack.pk).update(fingerprint="0" * 64)
    assert found_by_night(leaving) == ["changed NPS-1 1 (datapackage.json)"]
    drop_files(KIND, pack.uid)
    assert found_by_night(leaving) == ["gone NPS-1 1"]


def test_one_person_never_speaks_for_both_sides() -> None:
    assert rules.why_not(rules.READY, "provider", 7, {"customer": 7}, newest=True) == "person"
    assert rules.why_not(rules.READY, "provider", 8, {"customer": 7}, newest=True) == ""
    assert rules.why_not(rules.READY, "", 8, {}, newest=True) == "side"
    assert rules.why_not(rules.WAITING, "provider", 8, {}, newest=True) == "state"
    assert rules.why_not(rules.READY, "provider", 8, {}, newest=False) == "older"


def test_an_older_pack_is_not_confirmed_any_more(leaving: World) -> None:
    old = made(leaving.dan, leaving.contract)
    made(leaving.bo, leaving.contract, now=LATER)
    with pytest.raises(Refused):
        confirmed(leaving.dan, old)


def test_the_same_form_twice_makes_one_pack(leaving: World, client: Client) -> None:
    client.force_login(leaving.bo.person)
    for _twice in range(2):
        answer = client.post(reverse("handover:make", args=[leaving.contract.uid]), {"day": DAY.isoformat()})
        assert answer.status_code == 302
    with everywhere(reason="test"):
        assert ExitPack.objects.count() == 1
    assert JobRow.objects.filter(name="handover.make").count() == 1


def test_a_day_to_come_or_outside_the_contract_is_refused(leaving: World) -> None:
    for day in (DAY + timedelta(days=1), START - timedelta(days=1)):
        with pytest.raises(Refused):
            ask_pack(leaving.dan.scope, leaving.contract.uid, day=day, with_staff=False, now=NOON)


def test_each_side_takes_the_same_file_and_nobody_else_any(leaving: World, client: Client) -> None:
    pack = made(leaving.dan, leaving.contract)
    files = []
    for actor in (leaving.dan, leaving.bo, leaving.someone("AUD")):
        client.force_login(actor.person)
        page = client.get(reverse("handover:pack", args=[pack.uid]))
        assert "assets.csv" in page.content.decode()
        assert client.get(reverse("handover:list", args=[leaving.contract.uid])).status_code == 200
        files.append(b"".join(client.get(reverse("handover:file", args=[pack.uid])).streaming_content))
    assert set(files) == {bytes_of(pack)}
    for actor in (leaving.asta, leaving.carla, leaving.someone("USR")):
        client.force_login(actor.person)
        for name in ("pack", "file"):
            assert client.get(reverse(f"handover:{name}", args=[pack.uid])).status_code == 404
        assert client.get(reverse("handover:list", args=[leaving.contract.uid])).status_code == 404
    auditor = leaving.someone("AUD").scope
    with pytest.raises(NotAllowed):
        ask_pack(auditor, leaving.contract.uid, day=DAY, with_staff=False, now=NOON)


def test_both_confirm_at_the_page(leaving: World, client: Client) -> None:
    pack = made(leaving.dan, leaving.contract)
    for actor, said in ((leaving.dan, "other party is next"), (leaving.bo, "handed over")):
        client.force_login(actor.person)
        with everywhere(reason="test"):
            version = ExitPack.objects.get(pk=pack.pk).version
        form = {"version": version, "fingerprint": pack.fingerprint}
        answer = client.post(reverse("handover:confirm", args=[pack.uid]), form, follow=True)
        assert said in answer.content.decode()


def test_what_is_missing_is_counted_and_its_questions_can_be_asked(leaving: World, client: Client) -> None:
    found = {one.code: one for one in readiness.missing(asked_for(leaving.contract, DAY, with_staff=False))}
    assert list(found) == list(readiness.SENTENCES)
    # The lift has no age, no warranty, no condition; the boiler stands in no room.
    assert [found[f"assets_no_{code}"].count for code in ("age", "warranty", "condition", "room")] == [1, 1, 1, 1]
    assert found["requests_open"].count == 1
    assert found["staff_closed"].tone == "warn"
    client.force_login(leaving.someone("CTR-C", "OPS-M", "LOC-FM", "FIN-C").person)
    for code in readiness.ASKED:
        dataset, query = readiness.question_behind(code, leaving.contract) or ("", "")
        told = client.get(f"/api/v1/datasets/{dataset}/rows?{query}&limit=100")
        assert told.status_code == 200, (code, told.content)
        assert len(told.json()["items"]) == found[code].count, (code, told.json())


@pytest.mark.parametrize("many", [1, 30])
def test_more_rows_ask_the_database_no_more(leaving: World, client: Client, many: int) -> None:
    made(leaving.dan, leaving.contract)
    client.force_login(leaving.dan.person)
    pages = [reverse("handover:list", args=[leaving.contract.uid])]
    counts = []
    for extra in (0, many):
        for number in range(extra):
            Asset.objects.create(community=leaving.community, site=leaving.site, number=f"N{number}", name="Pump")
        client.get(pages[0])
        with CaptureQueriesContext(connection) as asked:
            client.get(pages[0])
        counts.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            made(leaving.dan, leaving.contract, now=LATER)
        counts.append(len(asked))
    assert counts[0] == counts[2]
    assert counts[1] == counts[3]


def _changed(content: bytes, name: str, change: bytes | None) -> bytes:
    """The pack with one file changed, taken away (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
            elif change is not None:
                new.writestr(one, change)
        if name not in old.namelist() and change is not None:
            new.writestr(name, change)
    return out.getvalue()


def test_whatever_is_changed_in_a_pack_is_named(leaving: World) -> None:
    pack = made(leaving.dan, leaving.contract)
    content = bytes_of(pack)
    assert checked(io.BytesIO(content), pack.fingerprint).wrong == ()
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = [one for one in file.namelist() if one != "datapackage.json"]
        about = file.read("datapackage.json")
    for name in names:
        for change, how in ((b"other", "changed"), (None, "missing")):
            (wrong,) = checked(io.BytesIO(_changed(content, name, change)), pack.fingerprint).wrong
            assert (wrong.name, wrong.how) == (name, how)
    (wrong,) = checked(io.BytesIO(_changed(content, "data/more.csv", b"x"))).wrong
    assert (wrong.name, wrong.how) == ("data/more.csv", "added")
    other = about.replace(b'"contract": "NPS-1"', b'"contract": "NPS-9"')
    (wrong,) = checked(io.BytesIO(_changed(content, "datapackage.json", other)), pack.fingerprint).wrong
    assert wrong.name == "datapackage.json"
    for bad in (b"no zip", _changed(content, "datapackage.json", None), _changed(content, "datapackage.json", b"{}")):
        with pytest.raises(NoPack):
            checked(io.BytesIO(bad))
