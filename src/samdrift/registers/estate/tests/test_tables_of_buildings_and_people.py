"""Tables of buildings, storeys, units and people: compared row by row, applied, and the same table twice is nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.jobs.public import drain
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.commands import tables
from samdrift.registers.estate.formats.tables import Table, read_table
from samdrift.registers.estate.models import Building, ModelImport, Space, Storey
from samdrift.registers.estate.queries import places
from samdrift.registers.parties.models import Employment, Person, RoleAssignment, Unit
from tests.world import NOON, Actor, World

DAY = date(2025, 6, 1)
BUILDINGS = "site;code;name;use;byggeår\n{0};B1;Hovedbygning;police_station;1974\n{0};B2;Garage;garage;2001\n"
STOREYS = "site;building;code;name;level;kote\n{0};B2;01;Første sal;1;3,25\n{0};B9;K;Kælder;-1;\n"
SPACES = "site;building;storey;number;name\n{0};B1;01;1.01;Kontor\n{0};B2;01;1.01;Værksted\n"
UNITS = "kode;navn;overenhed;art;omkostningssted\nN-1;Team 1;N-0;team;4711\nN-0;Afdeling;NORTH;department;\n"
PEOPLE = (
    "email;fornavn;efternavn;enhed;stilling;telefon;roller;sprog\n"
    "Ane@example.org;Ane;Ås;NORTH;Betjent;12 34;USR;da\nbent@example.org;Bent;Bæk;SOUTH;;;;\n"
)


@pytest.fixture
def admin(world: World) -> Actor:
    return world.someone("ADMIN")


@pytest.fixture
def keeper(world: World) -> Actor:
    return world.someone("UNIT-ADM", unit=world.authority)


@pytest.fixture
def table(tmp_path: Path) -> Any:
    def read(kind: str, text: str) -> Table:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text)
        return read_table(kind, path)

    return read


def staged(actor: Actor, rows: Table, unit: Unit | None) -> ModelImport:
    uid = unit.uid if unit else None
    upload = tables.upload_table(
        actor.scope, uid, kind=rows.kind, file_name="rows.csv", digest=rows.source_hash, now=NOON
    )
    return tables.stage_table(actor.scope, upload.uid, rows, now=NOON)


def applied(actor: Actor, rows: Table, unit: Unit | None) -> ModelImport:
    upload = staged(actor, rows, unit)
    return tables.apply_table(actor.scope, upload.uid, rows, expected_version=None, effective_on=DAY, now=NOON)


def counts(found: ModelImport) -> tuple[int, int, int]:
    of = found.changes["counts"]
    return sum(of["added"].values()), sum(of["changed"].values()), of["unchanged"]


def codes(found: ModelImport) -> list[str]:
    return [finding["code"] for finding in found.findings]


def changed(found: ModelImport) -> list[list[tuple[str, str, str]]]:
    return [[(f["field"], f["old"], f["new"]) for f in row["fields"]] for row in found.changes["changed"]]


def test_buildings_and_their_storeys_come_in_once(world: World, keeper: Actor, table: Any) -> None:
    houses, floors = table("buildings", BUILDINGS.format("NPS-S1")), table("storeys", STOREYS.format("NPS-S1"))
    first = applied(keeper, houses, world.authority)
    assert counts(first) == (1, 1, 0)
    assert changed(first) == [[("year", "", "1974")]]
    assert counts(applied(keeper, floors, world.authority)) == (2, 0, 0)
    with everywhere(reason="a test looks"):
        garage = Building.objects.get(site=world.site, code="B2")
        assert (garage.name, garage.use, garage.year) == ("Garage", "garage", 2001)
        upper = Storey.objects.get(building=garage)
        assert (upper.code, upper.name, upper.level, float(upper.elevation_m or 0)) == ("01", "Første sal", 1, 3.25)
        assert Storey.objects.get(building__code="B9", site=world.site).level == -1
    assert counts(staged(keeper, houses, world.authority)) == (0, 0, 2)
    assert counts(staged(keeper, floors, world.authority)) == (0, 0, 2)


def test_a_storey_needs_its_building_where_there_are_several(world: World, keeper: Actor, table: Any) -> None:
    applied(keeper, table("buildings", BUILDINGS.format("NPS-S1")), world.authority)
    found = staged(keeper, table("storeys", "site;code\nNPS-S1;2\n"), world.authority)
    assert (found.state, codes(found)) == ("refused", ["row_which_building"])
    alone = staged(keeper, table("storeys", "site;code\nNPS-S3;2\n"), world.authority)
    assert counts(alone) == (1, 0, 0)


def test_two_buildings_may_number_their_rooms_alike(world: World, keeper: Actor, table: Any) -> None:
    applied(keeper, table("buildings", BUILDINGS.format("NPS-S3")), world.authority)
    rows = table("spaces", SPACES.format("NPS-S3"))
    assert counts(applied(keeper, rows, world.authority)) == (2, 0, 0)
    with everywhere(reason="a test looks"):
        rooms = Space.objects.filter(site=world.empty_site).select_related("storey__building")
        assert {(room.storey.building.code, room.name) for room in rooms if room.storey} == {
            ("B1", "Kontor"), ("B2", "Værksted"),
        }  # fmt: skip
    assert counts(staged(keeper, rows, world.authority)) == (0, 0, 2)


def test_columns_of_which_nothing_is_kept_are_told(world: World, keeper: Actor, table: Any) -> None:
    found = staged(keeper, table("buildings", "site;code;energimærke\nNPS-S1;B5;A\n"), world.authority)
    assert codes(found) == ["columns_not_kept"]


def test_units_come_in_under_their_parents_and_move_from_a_day(world: World, admin: Actor, table: Any) -> None:
    rows = table("units", UNITS)
    assert counts(applied(admin, rows, world.authority)) == (2, 0, 0)
    with everywhere(reason="a test looks"):
        team = Unit.objects.get(code="N-1")
        assert (team.parent.code if team.parent else "", team.cost_centre, team.opened_on) == ("N-0", "4711", DAY)
        assert team.path.startswith(world.north.path)
    assert counts(staged(admin, rows, world.authority)) == (0, 0, 2)
    later = table("units", UNITS.replace("N-0;team", "SOUTH;team").replace("Team 1", "Hold 1"))
    assert changed(staged(admin, later, None)) == [
        [("name_en", "Team 1", "Hold 1"), ("parent", "N-0", "SOUTH")]
    ]  # fmt: skip
    found = tables.upload_table(
        admin.scope, None, kind="units", file_name="rows.csv", digest=later.source_hash, now=NOON
    )
    tables.stage_table(admin.scope, found.uid, later, now=NOON)
    tables.apply_table(admin.scope, found.uid, later, expected_version=None, effective_on=date(2025, 7, 1), now=NOON)
    with everywhere(reason="a test looks"):
        assert Unit.objects.get(code="N-1").parent == team.parent  # the day has not come
        assert Unit.objects.get(code="N-1").name["en"] == "Hold 1"


def test_units_beyond_the_one_chosen_and_without_a_parent_are_told(world: World, admin: Actor, table: Any) -> None:
    text = "code;name;parent\nSOUTH;Syd;\nX-1;Et;NOWHERE\nX-2;To;\n"
    found = applied(admin, table("units", text), world.north)
    assert codes(found) == ["row_beyond_reach", "row_unknown_parent"]
    with everywhere(reason="a test looks"):
        assert Unit.objects.get(code="X-2").parent == world.north
        assert not Unit.objects.filter(code="X-1").exists()


def test_people_come_in_with_work_and_role_and_an_empty_cell_takes_nothing(
    world: World, admin: Actor, table: Any
) -> None:
    rows = table("people", PEOPLE)
    assert counts(applied(admin, rows, world.authority)) == (2, 0, 0)
    with everywhere(reason="a test looks"):
        ane = Employment.objects.select_related("person", "unit").get(person__email="ane@example.org")
        assert (ane.unit_id, ane.title, ane.starts_on, ane.person.language, ane.person.state) == (
            world.north.pk, "Betjent", DAY, "da", "invited",
        )  # fmt: skip
        assert list(RoleAssignment.objects.filter(employment=ane).values_list("role", flat=True)) == ["USR"]
    assert counts(staged(admin, rows, world.authority)) == (0, 0, 2)
    short = table("people", "email;fornavn;efternavn\nane@example.org;Ane;Aas\n")
    assert changed(applied(admin, short, None)) == [[("family_name", "Ås", "Aas")]]
    with everywhere(reason="a test looks"):
        ane.refresh_from_db(from_queryset=Employment.objects.all())
        assert (ane.title, ane.unit_id) == ("Betjent", world.north.pk)


def test_a_last_day_in_the_table_ends_work_and_roles(world: World, admin: Actor, table: Any) -> None:
    applied(admin, table("people", PEOPLE), None)
    text = "email;fornavn;efternavn;slutdato\nane@example.org;Ane;Ås;2025-08-31\n"
    assert changed(applied(admin, table("people", text), None)) == [[("ends_on", "", "2025-08-31")]]
    with everywhere(reason="a test looks"):
        role = RoleAssignment.objects.get(employment__person__email="ane@example.org")
        assert role.valid_to == date(2025, 8, 31)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("not-an-address;A;B;NORTH;;", "row_not_an_email"), ("a@x.org;A;B;NOWHERE;;", "row_no_such_unit"),
        ("a@x.org;A;B;NORTH;XYZ;", "row_unknown_role"), ("a@x.org;A;B;NORTH;SVC-E;", "row_role_of_other_side"),
        ("a@x.org;A;B;NORTH;ADMIN;", "row_role_not_given"), ("a@x.org;A;B;NORTH;;fi", "row_unknown_language"),
        ("a@x.org;;B;NORTH;;", "row_lacks"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_used_is_left_out_and_says_why(
    world: World, admin: Actor, table: Any, row: str, code: str
) -> None:
    text = f"email;fornavn;efternavn;enhed;roller;sprog\n{row}\nok@example.org;O;K;NORTH;;\n"
    found = applied(admin, table("people", text), None)
    assert codes(found) == [code]
    assert Person.objects.filter(email="ok@example.org").exists()
    assert not Person.objects.filter(email="a@x.org").exists()


def test_a_joiners_contact_takes_a_unit_of_their_own_body(world: World, admin: Actor, table: Any) -> None:
    text = f"email;given_name;family_name;employer;unit;roles\na@x.org;A;B;{world.provider.code};NORTH;JOIN\n"
    text += f"b@x.org;A;B;{world.customer.code};;JOIN\nc@x.org;A;B;{world.customer.code};NORTH;JOIN\n"
    assert codes(applied(admin, table("people", text), None)) == ["row_role_of_own_units"] * 2
    with everywhere(reason="a test looks"):
        [role] = RoleAssignment.objects.filter(role="JOIN")
    assert (role.reach_kind, role.reach_to) == ("unit", [world.north.pk])


def test_nobody_gives_a_role_to_themselves_by_a_table(world: World, admin: Actor, table: Any) -> None:
    own = f"email;fornavn;efternavn;roller\n{admin.person.email};A;B;USR\n"
    assert codes(staged(admin, table("people", own), None)) == ["row_own_role"]


def test_a_person_known_in_another_community_keeps_their_name(world: World, admin: Actor, table: Any) -> None:
    known = world.carla.person
    text = f"email;fornavn;efternavn;enhed\n{known.email};Other;Name;NORTH\n"
    assert counts(applied(admin, table("people", text), None)) == (1, 0, 0)
    before = known.full_name
    known.refresh_from_db()
    assert known.full_name == before


def test_whoever_manages_a_part_brings_people_into_that_part_only(world: World, table: Any) -> None:
    narrow = world.someone("UNIT-ADM", reach_kind="unit", reach_to=[world.north.pk])
    with pytest.raises(NotAllowed):
        staged(narrow, table("people", PEOPLE), None)
    found = applied(narrow, table("people", PEOPLE), world.north)
    assert codes(found) == ["row_beyond_reach"]
    with everywhere(reason="a test looks"):
        role = RoleAssignment.objects.get(employment__person__email="ane@example.org")
        assert (role.reach_kind, role.reach_to) == ("unit", [world.north.pk])


def test_what_a_table_holds_decides_who_brings_it_in_and_who_sees_it(
    world: World, admin: Actor, keeper: Actor, table: Any
) -> None:
    with pytest.raises(NotAllowed):
        staged(world.dan, table("people", PEOPLE), world.authority)
    with pytest.raises(NotAllowed):
        staged(admin, table("buildings", BUILDINGS.format("NPS-S1")), world.authority)
    with pytest.raises(NotAllowed):
        staged(keeper, table("units", UNITS), world.authority)
    with pytest.raises(Invalid):
        staged(keeper, table("buildings", BUILDINGS.format("NPS-S1")), None)
    found = staged(admin, table("people", PEOPLE), world.authority)
    assert found in places.imports(keeper.scope)
    assert found not in places.imports(world.dan.scope)
    with pytest.raises(ModelImport.DoesNotExist):
        places.import_by_uid(world.dan.scope, found.uid)


def test_people_come_in_by_hand_as_whoever_uploaded_them(
    world: World, admin: Actor, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.SAMDRIFT_VAR = tmp_path
    client.force_login(admin.person)
    assert "A table of sites" not in client.get(reverse("estate:import_new")).content.decode()
    form = {"kind": "people", "unit": "", "file": SimpleUploadedFile("people.csv", PEOPLE.encode())}
    assert client.post(reverse("estate:import_new"), form).status_code == 302
    drain()
    with everywhere(reason="a test looks"):
        found = ModelImport.objects.latest("pk")
    page = client.get(reverse("estate:import", args=[found.uid])).content.decode()
    assert "ane@example.org" in page
    act = reverse("estate:import_act", args=[found.uid, "apply"])
    client.post(act, {"effective_on": "2025-06-01", "version": found.version})
    drain()
    assert Person.objects.filter(email="ane@example.org").exists()
    with everywhere(reason="a test looks"):
        role = RoleAssignment.objects.get(employment__person__email="ane@example.org")
        assert role.granted_by_id == admin.person.pk


def test_people_of_somebody_who_may_no_longer_are_refused(
    world: World, admin: Actor, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.SAMDRIFT_VAR = tmp_path
    client.force_login(admin.person)
    form = {"kind": "people", "unit": "", "file": SimpleUploadedFile("people.csv", PEOPLE.encode())}
    client.post(reverse("estate:import_new"), form)
    with everywhere(reason="a test takes the role away"):
        RoleAssignment.objects.filter(employment=admin.employment).update(state="refused")
    admin.person.grants_version += 1
    admin.person.save(update_fields=["grants_version"])
    drain()
    with everywhere(reason="a test looks"):
        found = ModelImport.objects.latest("pk")
    assert (found.state, found.refusal) == (
        "refused", "Whoever uploaded the table may no longer bring in such rows.",
    )  # fmt: skip
