"""Keys from hand to hand, substitutes, and what matters on the round."""

from datetime import UTC, datetime, timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.operations.workforce import public as workforce
from samdrift.operations.workforce.commands.absences import note_absence
from samdrift.operations.workforce.commands.covering import Covering, name_cover, retire_note, write_note
from samdrift.operations.workforce.commands.keys import (
    KeyGiven,
    confirm_key,
    hand_key,
    keys_still_held,
    pass_on_key,
    return_key,
)
from samdrift.operations.workforce.models import KeyHolding
from samdrift.operations.workforce.tests.conftest import MONDAY
from tests.world import NOON

DAY = timedelta(days=1)


def hand(house, who=None, actor=None, site=None, label="N 12", **more):
    given = KeyGiven(site_id=(site or house.world.site).pk, label=label, **more)
    return hand_key((actor or house.vera).scope, (who or house.sven).employment.uid, given, now=NOON)


def test_a_key_goes_from_hand_to_hand_and_both_names_stay(house):
    first = hand(house)
    assert confirm_key(house.sven.scope, first.uid, now=NOON).confirmed_at == NOON
    second = pass_on_key(house.sven.scope, first.uid, house.siri.employment.uid, now=NOON + DAY)
    first.refresh_from_db()
    assert (first.returned_to_id, second.handed_by_id) == (house.siri.person.pk, house.sven.person.pk)
    assert keys_still_held(house.sven.person.pk) == 0
    assert keys_still_held(house.siri.person.pk) == 1
    return_key(house.vera.scope, second.uid, expected_version=1, now=NOON + 2 * DAY)
    assert keys_still_held(house.siri.person.pk) == 0
    assert hand(house).label == "N 12"


def test_dispatchers_find_who_has_a_key_to_a_site(house):
    hand(house)
    person = house.sven.person.pk
    assert workforce.keys_of(house.asta.scope, [person]) == {person: {house.world.site.pk}}
    assert workforce.keys_of(house.dan.scope, [person]) == {}


def test_a_key_is_in_one_hand_and_confirmed_by_that_hand_only(house):
    row = hand(house)
    with pytest.raises(Refused):
        hand(house, who=house.siri)
    with pytest.raises(NotAllowed):
        confirm_key(house.vera.scope, row.uid, now=NOON)
    with pytest.raises(KeyHolding.DoesNotExist):
        confirm_key(house.siri.scope, row.uid, now=NOON)
    with pytest.raises(NotAllowed):
        return_key(house.sven.scope, row.uid, expected_version=None, now=NOON)


def test_keys_of_secured_places_are_handed_out_by_the_cleared_only(house):
    site = house.world.other_site
    site.zone = "secured"
    site.save(update_fields=["zone"])
    with pytest.raises(NotAllowed):
        hand(house, site=site)
    row = hand(house, actor=house.hugo, site=site)
    assert row.data_class == "D8"
    assert not KeyHolding.objects.within(house.vera.scope).exists()
    assert KeyHolding.objects.within(house.sven.scope).exists()


@pytest.mark.parametrize("more", [{"label": " "}, {"label": "x" * 41}, {"kind": "rope"}])
def test_a_key_without_a_name_is_refused(house, more):
    with pytest.raises(Invalid):
        hand(house, **more)


def cover(house, days=1, **more):
    wanted = Covering(first_day=MONDAY, last_day=MONDAY + (days - 1) * DAY, **more)
    return name_cover(house.vera.scope, house.sven.employment.uid, house.siri.employment.uid, wanted, now=NOON)


def test_a_substitute_works_the_shifts_of_whoever_is_away(house):
    house.works(house.sven)
    note_absence(
        house.vera.scope, house.sven.employment.uid, first_day=MONDAY, last_day=MONDAY + DAY, kind="absent", now=NOON
    )
    cover(house, 2, note="Begin on the third floor", site_ids=(house.world.site.pk,))
    start = datetime(2025, 5, 5, tzinfo=UTC)
    found = workforce.available(house.asta.scope, [house.team.pk], start, start + 7 * DAY)
    spans = {one.person_id: len(one.spans) for one in found}
    assert (spans[house.siri.person.pk], spans[house.sven.person.pk]) == (2, 3)


def test_nobody_covers_who_is_away_or_at_work_themselves(house):
    house.works(house.sven)
    with pytest.raises(Invalid):
        name_cover(
            house.vera.scope, house.sven.employment.uid, house.sven.employment.uid,
            Covering(first_day=MONDAY, last_day=MONDAY), now=NOON,
        )  # fmt: skip
    house.works(house.siri)
    with pytest.raises(Refused):
        cover(house)
    note_absence(house.vera.scope, house.siri.employment.uid, first_day=MONDAY, last_day=MONDAY, kind="leave", now=NOON)
    with pytest.raises(Refused):
        cover(house)


def test_where_there_is_no_shift_there_is_nothing_to_cover(house):
    with pytest.raises(Invalid):
        cover(house)
    house.works(house.sven)
    with pytest.raises(NotAllowed):
        name_cover(
            house.siri.scope, house.sven.employment.uid, house.siri.employment.uid,
            Covering(first_day=MONDAY, last_day=MONDAY), now=NOON,
        )  # fmt: skip


def test_what_matters_at_a_place_is_read_by_whoever_comes(house):
    site = house.world.site.pk
    note = write_note(house.sven.scope, site_id=site, text="The alarm is behind the door", line="CLN", now=NOON)
    write_note(house.sven.scope, site_id=site, text="Only for the lift", line="MNT", now=NOON)
    read = [one.text for one in workforce.notes_at(house.siri.scope, [site], line="CLN")]
    assert read == ["The alarm is behind the door"]
    assert not workforce.notes_at(house.dan.scope, [site]).exists()
    with pytest.raises(NotAllowed):
        retire_note(house.siri.scope, note.uid, now=NOON)
    retire_note(house.vera.scope, note.uid, now=NOON)
    assert not workforce.notes_at(house.siri.scope, [site], line="CLN").exists()
