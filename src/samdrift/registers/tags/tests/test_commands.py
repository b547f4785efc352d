"""The life of tags, use case by use case: who may, who may not, and what the rules refuse."""

from datetime import timedelta
from uuid import uuid4

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.public import deliver_all, history_of, record, replay
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.models import Space
from samdrift.registers.estate.public import SpacesSucceeded
from samdrift.registers.tags.commands.batches import make_batch, make_tags_for
from samdrift.registers.tags.commands.claiming import claim_tag, mount_tag, take_back_claim
from samdrift.registers.tags.commands.following import follow_spaces
from samdrift.registers.tags.commands.holding import Held, hold_report, settle_held
from samdrift.registers.tags.commands.life import (
    move_tag,
    replace_tag,
    report_trouble,
    retire_tag,
    set_disclosure,
    settle_trouble,
    silence_tags,
)
from samdrift.registers.tags.commands.scans import Scan, note_scans
from samdrift.registers.tags.formats.codes import code_from, grouped
from samdrift.registers.tags.models import HeldReport, Tag, TagBinding
from samdrift.registers.tags.queries.held import waiting_reports
from samdrift.registers.tags.queries.scanning import scanned
from tests.world import NOON

BASE = "https://samdrift.example"


def tags(**where):
    with everywhere(reason="test"):
        return list(Tag.objects.filter(**where).order_by("pk"))


def fresh(tag):
    return tags(pk=tag.pk)[0]


@pytest.fixture
def blank(world):
    batch = make_batch(world.asta.scope, 3, base_url=BASE, now=NOON)
    return tags(batch=batch)


@pytest.fixture
def office(world):
    return Space.objects.create(
        community=world.community, site=world.site, storey=world.storey, number="0.30", name="Kontor"
    )


def test_a_batch_has_so_many_different_codes_that_check(world):
    batch = make_batch(world.asta.scope, 250, base_url=BASE, now=NOON)
    codes = {tag.code for tag in tags(batch=batch)}
    assert len(codes) == 250
    assert all(code_from(code) == code for code in codes)
    assert batch.code == "B25-0001"


def test_making_tags_is_for_those_who_may(world):
    with pytest.raises(NotAllowed):
        make_batch(world.bo.scope, 1, base_url=BASE, now=NOON)


@pytest.mark.parametrize(
    ("count", "address"), [(0, BASE), (50_001, BASE), (1, "samdrift"), (1, "ftp://x"), (1, "https://a/?b")]
)
def test_an_impossible_batch_is_refused(world, count, address):
    with pytest.raises(Invalid):
        make_batch(world.asta.scope, count, base_url=address, now=NOON)


def test_a_site_gets_tags_for_what_has_none_and_no_second_ones(world, office):
    batch = make_tags_for(world.asta.scope, world.site.uid, what="both", base_url=BASE, now=NOON)
    assert {(t.space_id, t.asset_id) for t in tags(batch=batch)} == {
        (office.pk, None), (world.washroom.pk, world.lift.pk),
    }  # fmt: skip
    with pytest.raises(Refused):
        make_tags_for(world.asta.scope, world.site.uid, what="both", base_url=BASE, now=NOON)


def test_claiming_binds_mounts_and_remembers_who(world, blank, office):
    tag = claim_tag(world.asta.scope, grouped(blank[0].code).lower(), kind="space", place_uid=office.uid, now=NOON)
    assert (tag.state, tag.space_id, tag.mounted_by_id) == ("mounted", office.pk, world.asta.person.pk)
    assert [e.kind for e in history_of(world.asta.scope, tag.uid)] == ["tags.bound", "tags.mounted"]
    found = scanned(tag.code)
    assert found is not None
    assert found.answer.form == "place"


def test_a_claim_is_safe_to_repeat_and_never_silently_moves(world, blank, office):
    claim_tag(world.asta.scope, blank[0].code, kind="space", place_uid=office.uid, now=NOON)
    claim_tag(world.asta.scope, blank[0].code, kind="space", place_uid=office.uid, now=NOON)
    with everywhere(reason="test"):
        assert TagBinding.objects.filter(tag=blank[0]).count() == 1
    with pytest.raises(Refused):
        claim_tag(world.asta.scope, blank[0].code, kind="space", place_uid=world.washroom.uid, now=NOON)


def test_claiming_is_for_those_who_may_and_within_the_community(world, blank, office):
    with pytest.raises(NotAllowed):
        claim_tag(world.bo.scope, blank[0].code, kind="space", place_uid=office.uid, now=NOON)
    with pytest.raises(Space.DoesNotExist):
        claim_tag(world.carla.scope, blank[0].code, kind="space", place_uid=office.uid, now=NOON)
    with pytest.raises(Tag.DoesNotExist):
        claim_tag(world.carla.scope, blank[0].code, kind="site", place_uid=world.there.site.uid, now=NOON)


@pytest.mark.parametrize("typed", ["", "hello", "7K3M9PQRS2A", "https://evil.example/x/7K3M9PQRS2N"])
def test_what_is_no_code_is_said_to_be_none(world, office, typed):
    with pytest.raises(Invalid):
        claim_tag(world.asta.scope, typed, kind="space", place_uid=office.uid, now=NOON)


def test_a_claim_of_a_secured_room_is_silent_from_the_first_scan(world, blank, office):
    office.zone = "secured"
    office.save(update_fields=["zone"])
    tag = claim_tag(world.asta.scope, blank[0].code, kind="space", place_uid=office.uid, now=NOON)
    assert tag.disclosure == "secured"


def test_ones_own_claim_can_be_taken_back_for_half_an_hour(world, blank, office):
    tag = claim_tag(world.asta.scope, blank[0].code, kind="space", place_uid=office.uid, now=NOON)
    other = world.someone("OPS-M")
    with pytest.raises(Refused):
        take_back_claim(other.scope, tag.uid, now=NOON)
    with pytest.raises(Refused):
        take_back_claim(world.asta.scope, tag.uid, now=NOON + timedelta(minutes=31))
    assert take_back_claim(world.asta.scope, tag.uid, now=NOON + timedelta(minutes=29)).site_id is None


def test_a_label_made_for_a_room_hangs_once_it_is_scanned_there(world, office):
    make_tags_for(world.asta.scope, world.site.uid, what="spaces", base_url=BASE, now=NOON)
    (tag,) = tags(space=office)
    assert mount_tag(world.asta.scope, tag.code, now=NOON).state == "mounted"
    with pytest.raises(Refused):
        mount_tag(world.asta.scope, tag.code, now=NOON)


def test_anyone_who_sees_a_tag_may_report_it_and_only_the_manager_confirms(world):
    local = world.dan.scope
    report_trouble(local, world.tag.uid, "missing", now=NOON)
    with pytest.raises(NotAllowed):
        settle_trouble(local, world.tag.uid, confirmed=True, expected_version=None, now=NOON)
    tag = settle_trouble(world.asta.scope, world.tag.uid, confirmed=True, expected_version=None, now=NOON)
    assert (tag.state, tag.trouble) == ("missing", "")


def test_a_report_turned_down_leaves_the_tag_as_it_was(world):
    report_trouble(world.asta.scope, world.tag.uid, "damaged", now=NOON)
    tag = settle_trouble(world.asta.scope, world.tag.uid, confirmed=False, expected_version=None, now=NOON)
    assert (tag.state, tag.trouble, tag.condition) == ("mounted", "", "ok")


def test_a_colleague_who_was_slower_is_told(world):
    report_trouble(world.asta.scope, world.tag.uid, "damaged", now=NOON)
    with pytest.raises(Stale):
        settle_trouble(world.asta.scope, world.tag.uid, confirmed=True, expected_version=1, now=NOON)


def test_a_successor_takes_over_place_and_old_code(world, blank):
    report_trouble(world.asta.scope, world.tag.uid, "damaged", now=NOON)
    settle_trouble(world.asta.scope, world.tag.uid, confirmed=True, expected_version=None, now=NOON)
    new = replace_tag(world.asta.scope, world.tag.uid, blank[0].code, expected_version=None, now=NOON)
    assert (new.state, new.space_id) == ("mounted", world.washroom.pk)
    found = scanned(world.tag.code)
    assert found is not None
    assert (found.code, found.answer.tell_tag_admin) == (new.code, True)


def test_a_sound_tag_is_not_replaced_and_a_bound_one_replaces_nothing(world, blank):
    with pytest.raises(Refused):
        replace_tag(world.asta.scope, world.tag.uid, blank[0].code, expected_version=None, now=NOON)
    report_trouble(world.asta.scope, world.tag.uid, "damaged", now=NOON)
    settle_trouble(world.asta.scope, world.tag.uid, confirmed=True, expected_version=None, now=NOON)
    with pytest.raises(Refused):
        replace_tag(world.asta.scope, world.tag.uid, world.secured_tag.code, expected_version=None, now=NOON)


def test_a_retired_tag_leads_nowhere_any_more(world):
    retire_tag(world.asta.scope, world.tag.uid, expected_version=None, now=NOON)
    found = scanned(world.tag.code)
    assert found is not None
    assert found.answer.form == "desk"
    with pytest.raises(Refused):
        retire_tag(world.asta.scope, world.tag.uid, expected_version=None, now=NOON)


def test_moving_keeps_where_it_led_and_never_two_places_at_once(world, office):
    move_tag(
        world.asta.scope,
        world.tag.uid,
        kind="space",
        place_uid=office.uid,
        expected_version=None,
        now=NOON + timedelta(days=1),
    )
    with everywhere(reason="test"):
        rows = list(TagBinding.objects.filter(tag=world.tag).order_by("pk").values_list("space_id", "released_at"))
    assert rows == [(world.washroom.pk, NOON + timedelta(days=1)), (office.pk, None)]
    with pytest.raises(Refused):
        move_tag(world.asta.scope, world.tag.uid, kind="space", place_uid=office.uid, expected_version=None, now=NOON)


def test_only_the_security_officer_decides_what_strangers_learn(world):
    with pytest.raises(NotAllowed):
        set_disclosure(world.asta.scope, world.tag.uid, "secured", expected_version=None, now=NOON)
    officer = world.someone("SEC-OFF").scope
    assert set_disclosure(officer, world.tag.uid, "secured", expected_version=None, now=NOON).disclosure == "secured"


def test_tags_follow_their_room_through_a_merge_and_keep_their_history(world, office):
    assert follow_spaces(world.asta.scope, world.washroom.pk, [office.pk], now=NOON) == 1
    assert fresh(world.tag).space_id == office.pk
    assert follow_spaces(world.asta.scope, world.washroom.pk, [office.pk], now=NOON) == 0
    with everywhere(reason="test"):
        assert TagBinding.objects.filter(tag=world.tag).count() == 2


def test_what_the_estate_says_of_its_rooms_moves_their_tags_once(world, office):
    event = SpacesSucceeded(change="merged", predecessors=[world.washroom.uid], successors=[office.uid])
    record(event, scope=world.asta.scope, at=NOON, subject=office)
    deliver_all()
    assert fresh(world.tag).space_id == office.pk
    replay("tags.follow_spaces", since=NOON - timedelta(days=1))
    deliver_all()
    with everywhere(reason="test"):
        assert TagBinding.objects.filter(tag=world.tag).count() == 2


def test_scans_are_noted_once_a_day_and_lost_labels_announced(world, blank):
    scans = [Scan(world.tag.pk, NOON.date()), Scan(blank[0].pk, NOON.date(), "unbound")]
    assert note_scans(scans, now=NOON) == 2
    assert note_scans(scans, now=NOON) == 0
    assert note_scans([Scan(world.tag.pk, NOON.date() + timedelta(days=1))], now=NOON) == 1
    assert fresh(world.tag).scan_days == 2
    (event,) = history_of(world.asta.scope, blank[0].uid)
    assert event.payload["how"] == "unbound"


def held(**values):
    known = {
        "uid": uuid4(), "code": "ZZZZZZZZZZZ", "community_id": None, "reference": f"2025-{uuid4().hex[:8]}",
        "track_digest": uuid4().hex, "problem": "light", "text": "It is dark", "contact": "x@example.org",
        "language": "en", "device_key": "d", "received_at": NOON,
    }  # fmt: skip
    return hold_report(Held(**{**known, **values}))


def test_held_reports_are_for_the_desk_of_their_community_or_for_any_when_nobody_knows_the_code(world):
    unknown, ours = held(), held(community_id=world.community.pk)
    assert list(waiting_reports(world.asta.scope)) == [unknown, ours]
    assert list(waiting_reports(world.carla.scope)) == [unknown]
    with pytest.raises(NotAllowed):
        waiting_reports(world.bo.scope)


def test_settling_a_held_report_forgets_what_was_written_and_happens_once(world):
    report = held()
    settle_held(world.asta.scope, report.uid, "spam", now=NOON)
    kept = HeldReport.objects.get()
    assert (kept.outcome, kept.text, kept.contact, kept.photo) == ("spam", "", "", None)
    with pytest.raises(Refused):
        settle_held(world.asta.scope, report.uid, "request", now=NOON)


def test_tags_fall_silent_with_their_place(world):
    assert silence_tags(world.asta.scope, world.site.uid, now=NOON) == 1
    assert fresh(world.tag).disclosure == "secured"
    assert silence_tags(world.asta.scope, world.site.uid, now=NOON) == 0
