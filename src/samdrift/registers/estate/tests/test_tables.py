"""Tables of sites, spaces and things: what they would change is told row by row, and all of it happens or nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import NotAllowed, Refused
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.commands import importing, tables
from samdrift.registers.estate.formats.tables import Table, read_table
from samdrift.registers.estate.models import Asset, ModelImport, Site, Space, SpaceArea
from samdrift.registers.estate.queries.table_export import rows_of
from tests.shared import shared_data
from tests.world import NOON, Actor, World

FIRST, LATER = date(2025, 1, 1), date(2025, 7, 1)
SITES = (
    "code;name;vej;husnr;postnr;by;lat;lon\nB-1;Station Ærø;Havnevej;4;5970;Ærøskøbing;54,89;10,41\nB-2;Depot;;;;;;\n"
)
SPACES = "site;storey;number;name;area\n{site};1. sal;1.01;Kontor;12,5\n{site};1. sal;1.02;Toilet;4\nNOWHERE;1;9;X;1\n"
ASSETS = "site;room;tag;name;class;installed\n{site};1.01;L-1;Elevator;;2020-03-01\n{site};7.77;P-1;Printer;;igår\n"


@pytest.fixture
def admin(world: World) -> Actor:
    return world.someone("UNIT-ADM", unit=world.authority)


@pytest.fixture
def table(tmp_path: Path) -> Any:
    def read(kind: str, text: str) -> Table:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text)
        return read_table(kind, path)

    return read


def staged(world: World, admin: Actor, rows: Table) -> ModelImport:
    upload = tables.upload_table(
        admin.scope, world.authority.uid, kind=rows.kind, file_name="rows.csv", digest=rows.source_hash, now=NOON
    )
    return tables.stage_table(admin.scope, upload.uid, rows, now=NOON)


def applied(world: World, admin: Actor, rows: Table, day: date = FIRST) -> ModelImport:
    upload = staged(world, admin, rows)
    return tables.apply_table(admin.scope, upload.uid, rows, expected_version=None, effective_on=day, now=NOON)


def codes(found: ModelImport) -> list[str]:
    return [finding["code"] for finding in found.findings]


def test_a_table_becomes_sites_and_a_second_time_changes_nothing(world: World, admin: Actor, table: Any) -> None:
    rows = table("sites", SITES)
    applied(world, admin, rows)
    with everywhere(reason="a test looks"):
        site = Site.objects.get(code="B-1")
        assert (site.name["da"], site.address, site.postal_code, site.town) == (
            "Station Ærø", "Havnevej 4", "5970", "Ærøskøbing",
        )  # fmt: skip
        assert site.unit_id == world.authority.pk
        assert (float(site.latitude or 0), float(site.longitude or 0)) == (54.89, 10.41)
    again = staged(world, admin, rows).changes["counts"]
    assert (again["added"], again["changed"], again["unchanged"]) == ({}, {}, 2)


def test_a_changed_row_shows_just_its_change(world: World, admin: Actor, table: Any) -> None:
    applied(world, admin, table("sites", SITES))
    found = staged(world, admin, table("sites", SITES.replace("Havnevej", "Strandvej")))
    assert [row["fields"] for row in found.changes["changed"]] == [
        [{"field": "address", "old": "Havnevej 4", "new": "Strandvej 4"}]
    ]


def test_spaces_and_things_find_their_places_or_say_which_row_does_not(world: World, admin: Actor, table: Any) -> None:
    site = world.empty_site
    found = applied(world, admin, table("spaces", SPACES.format(site=site.code)))
    assert codes(found) == ["row_unknown_site"]
    assert found.findings[0]["params"]["row"] == "4"
    things = applied(world, admin, table("assets", ASSETS.format(site=site.code)))
    assert sorted(codes(things)) == ["row_not_a_date", "row_unknown_space"]
    with everywhere(reason="a test looks"):
        rooms = {room.number: room for room in Space.objects.filter(site=site).select_related("storey__building")}
        assert {number: float(room.area_m2 or 0) for number, room in rooms.items()} == {"1.01": 12.5, "1.02": 4}
        assert rooms["1.01"].storey is not None
        assert rooms["1.01"].storey.name == "1. sal"
        assert Asset.objects.get(site=site, number="L-1").space_id == rooms["1.01"].pk
        assert Asset.objects.get(site=site, number="L-1").kind == "lift"
        assert Asset.objects.get(site=site, number="P-1").space_id is None


def test_changed_areas_of_a_live_site_wait_for_a_yes_and_keep_the_old(world: World, admin: Actor, table: Any) -> None:
    text = SPACES.format(site=world.empty_site.code)
    applied(world, admin, table("spaces", text))
    rows = table("spaces", text.replace("12,5", "14"))
    upload = staged(world, admin, rows)
    assert upload.changes["needs_approval"]
    assert upload.changes["area_change_m2"] == "1.500"
    with pytest.raises(Refused):
        tables.apply_table(admin.scope, upload.uid, rows, expected_version=None, effective_on=LATER, now=NOON)
    importing.approve_import(world.dan.scope, upload.uid, expected_version=None, now=NOON)
    tables.apply_table(admin.scope, upload.uid, rows, expected_version=None, effective_on=LATER, now=NOON)
    with everywhere(reason="a test looks"):
        areas = SpaceArea.objects.filter(space__number="1.01", site=world.empty_site).order_by("valid_from")
        assert [(float(one.area_m2), one.valid_to) for one in areas] == [(12.5, date(2025, 6, 30)), (14, None)]


def test_rows_of_places_one_may_not_change_are_left_out(world: World, admin: Actor, table: Any) -> None:
    from samdrift.registers.parties.models import Unit

    narrow = world.someone("UNIT-ADM", unit=world.north)
    upload = tables.upload_table(
        narrow.scope, world.north.uid, kind="sites", file_name="rows.csv", digest="0" * 64, now=NOON
    )
    with pytest.raises(NotAllowed):
        tables.upload_table(
            world.bo.scope, world.north.uid, kind="sites", file_name="rows.csv", digest="0" * 64, now=NOON
        )
    with pytest.raises(Unit.DoesNotExist):
        tables.upload_table(
            world.carla.scope, world.north.uid, kind="sites", file_name="rows.csv", digest="0" * 64, now=NOON
        )
    assert upload.unit_id == world.north.pk


def test_a_table_without_a_usable_row_is_refused_and_says_why(world: World, admin: Actor, table: Any) -> None:
    found = staged(world, admin, table("spaces", "site;number\nNOWHERE;1\n"))
    assert found.state == "refused"
    assert found.refusal.startswith("None of the 1 rows can be used.")
    assert codes(found) == ["row_unknown_site"]


def test_a_table_comes_in_by_hand(world: World, admin: Actor, client: Client, settings: Any, tmp_path: Path) -> None:
    settings.SAMDRIFT_VAR = tmp_path
    client.force_login(admin.person)
    form = {"kind": "sites", "unit": str(world.authority.uid), "file": SimpleUploadedFile("rows.csv", SITES.encode())}
    assert client.post(reverse("estate:import_new"), form).status_code == 302
    drain()
    with everywhere(reason="a test looks"):
        found = ModelImport.objects.latest("pk")
    page = reverse("estate:import", args=[found.uid])
    assert "B-1" in client.get(page).content.decode()
    act = reverse("estate:import_act", args=[found.uid, "apply"])
    client.post(act, {"version": found.version, "effective_on": "2025-05-05"})
    drain()
    assert client.get(page).status_code == 200
    assert "B-1" in client.get(reverse("estate:sites")).content.decode()
    wrong = {"kind": "sites", "unit": str(world.authority.uid), "file": SimpleUploadedFile("rows.gif", b"GIF89a")}
    assert client.post(reverse("estate:import_new"), wrong).status_code == 422


@pytest.mark.shared
def test_a_councils_register_of_608_assets_becomes_608_sites(world: World, admin: Actor) -> None:
    rows = read_table("sites", shared_data("assets", "trafford_land_and_building_assets.csv"))
    found = applied(world, admin, rows)
    assert found.changes["counts"]["added"] == {"site": 608}
    with everywhere(reason="a test looks"):
        hall = Site.objects.get(code="TMBC0001/T0000003")
    assert (hall.name["en"], hall.town, hall.postal_code) == ("Altrincham Town Hall", "Altrincham", "WA14 1PF")
    assert staged(world, admin, rows).changes["counts"]["unchanged"] == 608


def test_tenure_and_opening_hours_are_kept_shown_told_and_given_out_again(
    world: World, admin: Actor, table: Any, client: Client
) -> None:
    text = "code;name;tenure;opening hours\nB-7;Hallen;Leased;Mon-Fri 8-16, Sat 9-12\n"
    found = applied(world, admin, table("sites", text))
    assert "columns_not_kept" not in codes(found)
    with everywhere(reason="a test looks"):
        site = Site.objects.get(code="B-7")
    assert (site.tenure, site.opening_hours) == ("Leased", "Mon-Fri 8-16, Sat 9-12")
    assert staged(world, admin, table("sites", text)).changes["counts"]["unchanged"] == 1
    emptied = staged(world, admin, table("sites", text.replace("Leased", "")))
    assert emptied.changes["counts"]["unchanged"] == 1, "an empty cell takes nothing"
    rows = {row["code"]: row for row in rows_of(admin.scope, "sites", unit=None, today=FIRST)}
    assert (rows["B-7"]["tenure"], rows["B-7"]["opening_hours"]) == ("Leased", "Mon-Fri 8-16, Sat 9-12")
    client.force_login(admin.person)
    page = client.get(reverse("estate:site", args=[site.uid])).content.decode()
    assert "Leased" in page
    assert "Mon-Fri 8-16, Sat 9-12" in page
