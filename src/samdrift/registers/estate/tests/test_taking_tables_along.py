"""Every table taken along comes in again as it is: same columns, nothing new, nothing changed."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.registers.estate.commands import tables
from samdrift.registers.estate.formats.tables import read_table
from samdrift.registers.estate.models import Asset
from samdrift.registers.estate.queries.table_plans import KINDS
from tests.world import NOON, Actor, World


@pytest.fixture
def keeper(world: World) -> Actor:
    """Somebody who may bring in everything."""
    return world.someone("UNIT-ADM", "ADMIN", "CTR-C")


def taken(client: Client, kind: str, form: str, path: Path) -> Path:
    answer = client.get(reverse("estate:table"), {"kind": kind, "form": form})
    assert answer.status_code == 200
    path.write_bytes(answer.content)
    return path


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_table_taken_along_changes_nothing_when_it_comes_in(
    world: World, keeper: Actor, client: Client, tmp_path: Path, kind: str, form: str
) -> None:
    Asset.objects.create(
        community=world.community, site=world.site, space=world.washroom, number="=CMD()", name="+45", kind="fan"
    )
    client.force_login(keeper.person)
    rows = read_table(kind, taken(client, kind, form, tmp_path / f"rows.{form}"))
    unit = None if kind in ("people", "units") else world.authority.uid
    upload = tables.upload_table(keeper.scope, unit, kind=kind, file_name="rows.csv", digest=rows.source_hash, now=NOON)
    found = tables.stage_table(keeper.scope, upload.uid, rows, now=NOON)
    assert found.changes["changed"] == []
    assert found.changes["added"] == []
    assert found.changes["counts"]["unchanged"] == len(rows.rows) > 0
    assert found.findings == []


def test_a_text_that_looks_like_a_formula_goes_out_harmless(world: World, keeper: Actor, client: Client) -> None:
    Asset.objects.create(community=world.community, site=world.site, number="=CMD()", name="x", kind="fan")
    client.force_login(keeper.person)
    assert "'=CMD()" in client.get(reverse("estate:table"), {"kind": "assets"}).content.decode("utf-8-sig")


def test_people_go_out_with_the_roles_one_may_see(world: World, keeper: Actor, client: Client) -> None:
    client.force_login(keeper.person)
    text = client.get(reverse("estate:table"), {"kind": "people"}).content.decode("utf-8-sig")
    assert "CTR-C LOC-FM" in text


def test_people_are_for_those_who_bring_them_in(world: World, client: Client) -> None:
    client.force_login(world.bo.person)
    assert client.get(reverse("estate:table"), {"kind": "people"}).status_code == 403
    assert client.get(reverse("estate:table"), {"kind": "spaces"}).status_code == 200
    assert client.get(reverse("estate:table"), {"kind": "cats"}).status_code == 404


def test_places_others_may_not_see_stay_out(world: World, client: Client) -> None:
    client.force_login(world.carla.person)
    text = client.get(reverse("estate:table"), {"kind": "sites"}).content.decode()
    assert "NPS-S1" not in text
    unit = str(world.north.uid)
    assert client.get(reverse("estate:table"), {"kind": "sites", "unit": unit}).status_code == 404


def test_the_number_of_statements_does_not_grow_with_the_rows(
    world: World, keeper: Actor, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(keeper.person)
    client.get(reverse("estate:table"), {"kind": "assets"})
    for extra in (1, 30):
        for number in range(extra):
            Asset.objects.create(
                community=world.community, site=world.site, space=world.washroom, number=f"{extra}-{number}", name="x"
            )
        with django_assert_num_queries(4):
            client.get(reverse("estate:table"), {"kind": "assets"})
