"""Rooms joined and divided by real models and tables: lineage, tags and history go along, or wait for a look."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import deliver_all, replay
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.commands import importing, tables
from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.model import BimSpace, BuildingModel, Outline
from samdrift.registers.estate.formats.tables import read_table
from samdrift.registers.estate.models import Asset, Site, Space, SpaceArea, SpaceLineage
from samdrift.registers.estate.queries.places import came_from
from samdrift.registers.tags.commands.following import say_where
from samdrift.registers.tags.formats.codes import grouped
from samdrift.registers.tags.models import Tag, TagBinding
from samdrift.registers.tags.queries.doubts import waiting_for_a_look
from tests.shared import shared_data
from tests.world import NOON, Actor, World

FIRST, LATER = date(2025, 1, 1), date(2025, 5, 5)


@pytest.fixture
def admin(world: World) -> Actor:
    world.empty_site.state = "planned"  # prices are not at stake here
    world.empty_site.save(update_fields=["state"])
    return world.someone("UNIT-ADM")


@pytest.fixture
def house() -> BuildingModel:
    return read_ifc(shared_data("bim") / "AC20-FZK-Haus.ifc")


def applied(world: World, admin: Actor, model: BuildingModel, day: date) -> None:
    upload = importing.upload_model(
        admin.scope, world.empty_site.uid, kind="ifc", file_name="m.ifc", digest=model.source_hash, now=NOON
    )
    importing.stage_changes(admin.scope, upload.uid, model, now=NOON)
    importing.apply_import(admin.scope, upload.uid, model, expected_version=None, effective_on=day, now=NOON)
    deliver_all()


def from_rows(world: World, admin: Actor, text: str, folder: Path) -> Any:
    path = folder / "spaces.csv"
    path.write_text(text)
    table = read_table("spaces", path)
    upload = tables.upload_table(
        admin.scope, world.authority.uid, kind="spaces", file_name="s.csv", digest=table.source_hash, now=NOON
    )
    tables.stage_table(admin.scope, upload.uid, table, now=NOON)
    done = tables.apply_table(admin.scope, upload.uid, table, expected_version=None, effective_on=LATER, now=NOON)
    deliver_all()
    return done


def rooms(site: Site) -> dict[str, Space]:
    with everywhere(reason="a test looks"):
        return {space.number: space for space in Space.objects.filter(site=site).order_by("pk")}


def tag_in(world: World, space: Space, code: str = "9K3M9PQRS21", asset: Asset | None = None) -> Tag:
    tag = Tag.objects.create(
        community=world.community, code=code, state="mounted", site=space.site, space=space, asset=asset
    )
    TagBinding.objects.create(
        community=world.community, tag=tag, site=space.site, space=space, asset=asset, bound_at=NOON - timedelta(days=1)
    )
    return tag


def fresh(tag: Tag) -> Tag:
    with everywhere(reason="a test looks"):
        return Tag.objects.select_related("space").get(pk=tag.pk)


def halves(space: BimSpace, *, keep: bool, share: float = 0.3) -> list[BimSpace]:
    """The room cut in two from left to right; the left part has `share` of its width."""
    points = [point for part in space.outline for point in part.outer]
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    low, high = min(y for _x, y in points), max(y for _x, y in points)
    middle = left + (right - left) * share

    def part(key: str, number: str, x0: float, x1: float) -> BimSpace:
        outline = Outline(((x0, low), (x1, low), (x1, high), (x0, high)))
        area = Decimal(str(round((x1 - x0) * (high - low), 3)))
        return replace(space, key=key, name=number, outline=(outline,), area_m2=area)

    first = space.key if keep else f"{space.key}-a"
    return [part(first, f"{space.name}a", left, middle), part(f"{space.key}-b", f"{space.name}b", middle, right)]


def joined(first: BimSpace, second: BimSpace, key: str) -> BimSpace:
    points = [point for space in (first, second) for part in space.outline for point in part.outer]
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    low, high = min(y for _x, y in points), max(y for _x, y in points)
    outline = Outline(((left, low), (right, low), (right, high), (left, high)))
    return replace(first, key=key, name="J", outline=(outline,), area_m2=Decimal(50))


def changed(model: BuildingModel, gone: set[str], new: list[BimSpace]) -> BuildingModel:
    spaces = tuple(space for space in model.spaces if space.key not in gone)
    return replace(model, spaces=(*spaces, *new), source_hash="another file")


def test_a_real_models_room_divided_leads_its_tags_to_the_larger_part_and_asks_for_a_look(
    world: World, admin: Actor, house: BuildingModel
) -> None:
    applied(world, admin, house, FIRST)
    whole = house.spaces[0]
    room = rooms(world.empty_site)[whole.name]
    tag = tag_in(world, room)
    applied(world, admin, changed(house, {whole.key}, halves(whole, keep=False)), LATER)
    now = rooms(world.empty_site)
    large, small = now[f"{whole.name}b"], now[f"{whole.name}a"]
    assert now[whole.name].state == "split"
    with everywhere(reason="a test looks"):
        pairs = set(SpaceLineage.objects.values_list("predecessor", "successor", "kind"))
        ended = SpaceArea.objects.get(space=room).valid_to
    assert pairs == {(room.pk, large.pk, "split"), (room.pk, small.pk, "split")}
    assert ended == LATER - timedelta(days=1)
    assert (fresh(tag).space_id, fresh(tag).doubt_spaces) == (large.pk, [large.pk, small.pk])
    replay("tags.follow_spaces", since=NOON - timedelta(days=1))
    deliver_all()
    with everywhere(reason="a test looks"):
        assert TagBinding.objects.filter(tag=tag).count() == 2


def test_a_room_that_keeps_its_key_when_divided_keeps_its_tags_and_they_are_looked_at(
    world: World, admin: Actor, house: BuildingModel
) -> None:
    applied(world, admin, house, FIRST)
    whole = house.spaces[0]
    room = rooms(world.empty_site)[whole.name]
    tag = tag_in(world, room)
    applied(world, admin, changed(house, {whole.key}, halves(whole, keep=True)), LATER)
    other = rooms(world.empty_site)[f"{whole.name}b"]
    assert (fresh(tag).space_id, fresh(tag).doubt_spaces) == (room.pk, [other.pk, room.pk])
    (waiting,) = waiting_for_a_look(world.asta.scope, world.empty_site.pk)
    assert [name.split()[0] for _uid, name in waiting.rooms] == [f"{whole.name}b", f"{whole.name}a"]
    # What was asked in the room before it was divided is read from the new part; what comes after is not.
    (until,) = came_from(world.asta.scope, other.pk).values()
    assert until is not None
    assert until.date() == LATER


def test_two_real_rooms_joined_bring_their_tags_together_without_a_question(
    world: World, admin: Actor, house: BuildingModel
) -> None:
    applied(world, admin, house, FIRST)
    first, second = house.spaces[0], house.spaces[1]
    before = rooms(world.empty_site)
    tags = [tag_in(world, before[first.name]), tag_in(world, before[second.name], "AK3M9PQRS2V")]
    applied(world, admin, changed(house, {first.key, second.key}, [joined(first, second, "new")]), LATER)
    one = rooms(world.empty_site)["J"]
    assert {fresh(tag).space_id for tag in tags} == {one.pk}
    assert not any(fresh(tag).doubt_since for tag in tags)
    assert set(came_from(world.asta.scope, one.pk)) == {before[first.name].pk, before[second.name].pk}


def test_a_secured_room_divided_stays_secured_in_every_part(world: World, admin: Actor, house: BuildingModel) -> None:
    applied(world, admin, house, FIRST)
    whole = house.spaces[0]
    room = rooms(world.empty_site)[whole.name]
    with everywhere(reason="a test secures a room"):
        Space.objects.filter(pk=room.pk).update(zone="secured")
    tag = tag_in(world, room)
    applied(world, admin, changed(house, {whole.key}, halves(whole, keep=False)), LATER)
    now = rooms(world.empty_site)
    assert {now[f"{whole.name}{part}"].zone for part in "ab"} == {"secured"}
    assert fresh(tag).disclosure == "secured"


def test_a_room_that_vanished_lets_its_tags_wait(world: World, admin: Actor, house: BuildingModel) -> None:
    applied(world, admin, house, FIRST)
    gone = house.spaces[0]
    tag = tag_in(world, rooms(world.empty_site)[gone.name])
    applied(world, admin, changed(house, {gone.key}, []), LATER)
    assert fresh(tag).doubt_since is not None
    assert fresh(tag).doubt_spaces == []


def test_a_table_joins_and_divides_rooms_and_a_second_time_changes_nothing(
    world: World, admin: Actor, tmp_path: Path
) -> None:
    site = world.empty_site
    from_rows(world, admin, f"site;number;area\n{site.code};1;10\n{site.code};2;20\n{site.code};3;30\n", tmp_path)
    before = rooms(site)
    tags = {n: tag_in(world, before[n], code) for n, code in (("1", "BK3M9PQRS2N"), ("3", "CK3M9PQRS2G"))}
    text = f"site;number;area;erstatter\n{site.code};12;30;1 + 2\n{site.code};3;12;\n{site.code};3b;18;3\n"
    done = from_rows(world, admin, text, tmp_path)
    now = rooms(site)
    assert (now["1"].state, now["2"].state, now["3"].state) == ("merged", "merged", "active")
    assert fresh(tags["1"]).space_id == now["12"].pk
    assert (fresh(tags["3"]).space_id, fresh(tags["3"]).doubt_spaces) == (now["3"].pk, [now["3"].pk, now["3b"].pk])
    assert [one["to_numbers"] for one in done.changes["lineage"]] == [["12"], ["3", "3b"]]
    again = from_rows(world, admin, text.replace(";1 + 2", ";1 + 2 "), tmp_path)
    assert (again.changes["counts"]["added"], again.changes["counts"]["changed"]) == ({}, {})
    with everywhere(reason="a test looks"):
        assert SpaceLineage.objects.count() == 3


def test_a_table_that_names_a_room_nobody_knows_says_so(world: World, admin: Actor, tmp_path: Path) -> None:
    done = from_rows(world, admin, f"site;number;replaces\n{world.empty_site.code};9;77\n", tmp_path)
    assert [one["code"] for one in done.findings] == ["row_unknown_predecessor"]


@pytest.fixture
def waiting(world: World, admin: Actor, tmp_path: Path) -> Tag:
    site = world.empty_site
    from_rows(world, admin, f"site;number;area\n{site.code};3;30\n", tmp_path)
    tag = tag_in(world, rooms(site)["3"])
    from_rows(world, admin, f"site;number;area;replaces\n{site.code};3;12;\n{site.code};3b;18;3\n", tmp_path)
    return fresh(tag)


def test_somebody_who_may_mount_says_where_it_hangs(world: World, waiting: Tag) -> None:
    part = rooms(world.empty_site)["3b"]
    with pytest.raises(NotAllowed):
        say_where(world.bo.scope, waiting.uid, part.uid, expected_version=None, now=NOON)
    with pytest.raises(Tag.DoesNotExist):
        say_where(world.carla.scope, waiting.uid, part.uid, expected_version=None, now=NOON)
    with pytest.raises(Invalid):
        say_where(world.asta.scope, waiting.uid, world.washroom.uid, expected_version=None, now=NOON)
    done = say_where(world.asta.scope, waiting.uid, part.uid, expected_version=waiting.version, now=NOON)
    assert (done.space_id, done.doubt_since, done.doubt_spaces) == (part.pk, None, [])
    with pytest.raises(Refused):
        say_where(world.asta.scope, waiting.uid, part.uid, expected_version=None, now=NOON)


def test_the_site_lists_tags_to_look_at_until_somebody_has(world: World, waiting: Tag, client: Client) -> None:
    client.force_login(world.asta.person)
    page = reverse("estate:site", args=[world.empty_site.uid])
    assert "It hangs in 3b" in client.get(page).content.decode()
    assert grouped(waiting.code) in client.get(reverse("tags:list"), {"health": "doubt"}).content.decode()
    form = {"space": str(rooms(world.empty_site)["3b"].uid), "version": waiting.version, "back": "site"}
    answer = client.post(reverse("tags:act", args=[waiting.uid, "where"]), form)
    assert answer.headers["Location"] == page
    assert "Tags to look at" not in client.get(page).content.decode()
