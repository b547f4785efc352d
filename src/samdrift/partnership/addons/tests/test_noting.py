"""Noting an add-on: by whom, where, how much, on which day, and what it is worth at once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.work.models import WorkOrder
from samdrift.partnership.addons.commands import noting
from samdrift.partnership.addons.commands.noting import AddOnDraft, note_add_on
from samdrift.partnership.addons.models import AddOn, AddOnNote
from samdrift.partnership.addons.tests.conftest import hours, noted
from tests.world import NOON

pytestmark = pytest.mark.django_db


def test_a_tap_on_the_order_is_enough_and_what_is_ordered_there_is_the_item(beyond):
    made = noted(beyond)
    assert (made.state, made.number, made.owner_party) == ("noted", "", beyond.world.provider)
    assert (made.item, made.setting, made.price_minor, made.price_why) == ("CLN-PUB", "f5 q3", 1654, "item")
    assert (made.line_code, made.site, made.work_order, made.team) == (
        "CLN", beyond.world.site, beyond.order, beyond.world.team,
    )  # fmt: skip
    bare = noted(beyond, quantity="")
    assert (bare.quantity, bare.price_minor, bare.price_why) == (None, None, "no_quantity")


def test_hours_and_material_are_priced_by_the_rates(beyond):
    assert hours(beyond).price_minor == 64_500
    assert noted(beyond, code="materials", cost="1.234", quantity="").price_minor == 138_208


def test_the_book_holds_who_and_what_and_no_words(beyond):
    made = noted(beyond, text="the back room", note="third time this month")
    with everywhere(reason="a test reads the book"):
        event = EventRecord.objects.get(kind="addons.noted")
    assert event.payload == {"add_on_id": str(made.uid), "code": "extra_area", "asked_by": "user"}
    assert (event.person_id, event.owner_party_id) == (beyond.technician.person.pk, beyond.world.provider.pk)


def test_the_provider_s_own_and_its_notes_never_reach_the_customer(beyond):
    made = noted(beyond, note="they ask every week")
    office = beyond.office.scope
    assert not AddOn.objects.within(office).exists()
    from samdrift.partnership.addons.commands.deciding import decide

    decide(beyond.manager.scope, made.uid, "put_forward", expected_version=made.version, now=NOON)
    assert AddOn.objects.within(office).get().number == "NPS-2025-A0000001"
    assert not AddOnNote.objects.within(office).exists()
    assert AddOnNote.objects.within(beyond.manager.scope).get().text == "they ask every week"


def test_what_the_customer_s_coordinator_notes_both_see(beyond):
    made = note_add_on(
        beyond.fm.scope,
        AddOnDraft(code="extra_hours", site_uid=beyond.world.site.uid, line_code="CLN", quantity="2"), now=NOON,
    )  # fmt: skip
    assert (made.state, made.owner_party) == ("open", None)
    assert AddOn.objects.within(beyond.manager.scope).get() == made


def test_a_technician_sees_what_they_noted_and_no_more(beyond):
    mine = noted(beyond)
    noted(beyond, beyond.leader)
    assert list(AddOn.objects.within(beyond.technician.scope)) == [mine]


@pytest.mark.parametrize(
    ("typed", "kept"), [("20", "20"), ("1,5", "1.5"), ("1.234", "1234"), ("1.234,50", "1234.5"), ("0,001", "0.001")]
)
def test_quantities_are_read_as_pages_write_them(beyond, typed, kept):
    assert noted(beyond, quantity=typed).quantity == Decimal(kept)


@pytest.mark.parametrize("typed", ["0", "-3", "1e5", "10" * 15, "twenty", "NaN", "1.2.3", "0,0000", "½"])
def test_numbers_that_are_none_are_told_at_their_field(beyond, typed):
    with pytest.raises(Invalid) as told:
        noted(beyond, quantity=typed)
    assert set(told.value.fields) == {"quantity"}


@pytest.mark.parametrize("typed", ["0", "367", "-1", "1.5", "1,0", "many", "9" * 40, "²"])
def test_how_often_is_a_whole_number_of_a_year(beyond, typed):
    with pytest.raises(Invalid) as told:
        noted(beyond, times=typed)
    assert set(told.value.fields) == {"times"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "anything"}, "code"), ({"asked_by": "Jens Jensen"}, "asked_by"), ({"item": "MNT-X~"}, "item"),
        ({"happened_on": NOON.date() + timedelta(days=1)}, "on"), ({"happened_on": date(2024, 12, 31)}, "on"),
        ({"happened_on": date.min}, "on"),
    ],
)  # fmt: skip
def test_what_is_none_is_told(beyond, wrong, field):
    with pytest.raises(Invalid) as told:
        noted(beyond, **wrong)
    assert set(told.value.fields) == {field}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Clocks go forward on 30 March at 02:00: 23:30 on the 29th in UTC is already the 30th in Copenhagen.
        (datetime(2025, 3, 29, 23, 30, tzinfo=UTC), date(2025, 3, 30)),
        (datetime(2025, 3, 30, 21, 59, tzinfo=UTC), date(2025, 3, 30)),
        (datetime(2025, 3, 30, 22, 1, tzinfo=UTC), date(2025, 3, 31)),
        # And back on 26 October: the same hour twice, and midnight an hour later in UTC.
        (datetime(2025, 10, 26, 22, 59, tzinfo=UTC), date(2025, 10, 26)),
        (datetime(2025, 10, 26, 23, 1, tzinfo=UTC), date(2025, 10, 27)),
    ],
)
def test_the_day_is_that_of_the_place_also_when_clocks_change(beyond, moment, day):
    assert noted(beyond, now=moment).happened_on == day


def test_the_same_form_twice_is_one_add_on_and_another_s_identifier_is_refused(beyond):
    uid = uuid4()
    assert noted(beyond, uid=uid) == noted(beyond, uid=uid)
    with pytest.raises(Refused):
        noted(beyond, beyond.leader, uid=uid)
    with everywhere(reason="a test counts"):
        assert AddOn.objects.count() == 1


def test_another_contract_s_order_does_not_exist_and_readers_note_nothing(beyond):
    with pytest.raises(WorkOrder.DoesNotExist):
        noted(beyond, beyond.world.carla)
    with pytest.raises(NotAllowed):
        noted(beyond, beyond.world.someone("DIST-MGT"), order_uid=None, site_uid=beyond.world.site.uid, line_code="CLN")


def test_a_place_no_contract_covers_is_told(beyond):
    beyond.world.contract.unit_ids = []
    given = AddOnDraft(
        code="extra_hours", site_uid=beyond.world.site.uid, line_code="CLN", quantity="1",
        happened_on=date(2031, 1, 1),
    )  # fmt: skip
    with pytest.raises((Refused, Invalid)):
        note_add_on(beyond.fm.scope, given, now=NOON)


def test_how_much_can_be_written_later_and_is_priced_as_of_its_own_day(beyond):
    made = noted(beyond, quantity="", happened_on=date(2025, 4, 1))
    filled = noting.set_quantity(beyond.manager.scope, made.uid, quantity="100", expected_version=1, now=NOON)
    assert (filled.quantity, filled.price_minor) == (Decimal(100), 8269)
    with pytest.raises(AddOn.DoesNotExist):
        noting.set_quantity(beyond.office.scope, made.uid, quantity="1", expected_version=None, now=NOON)
