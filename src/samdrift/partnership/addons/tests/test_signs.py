"""Signs found by themselves: written once, kept up to date, answered once, and walled off as what they rest on."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.kernel.fees import VolumeStep
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.work.models import WorkLine
from samdrift.partnership.addons.commands.deciding import decide
from samdrift.partnership.addons.commands.looking import dismiss_sign, look_everywhere
from samdrift.partnership.addons.commands.noting import AddOnDraft, note_add_on
from samdrift.partnership.addons.models import AddOnSign
from samdrift.partnership.addons.tests.conftest import TODAY, noted, order_in
from samdrift.registers.contracts import public as contracts
from tests.world import NOON, START

pytestmark = pytest.mark.django_db


def look(beyond, now=NOON):
    return look_everywhere(beyond.world.community.pk, now=now)


def signs():
    with everywhere(reason="a test looks"):
        return list(AddOnSign.objects.order_by("kind", "pk"))


def three(beyond, days=(0, 40, 90)):
    return [noted(beyond, happened_on=TODAY - timedelta(days=day)) for day in days]


def requests_here(beyond, many, site=None, line="CLN", **more):
    world = beyond.world
    for number in range(many):
        given = {
            "community": world.community, "number": f"R{number}{line}{site or ''}{len(more)}",
            "contract": world.contract,
            "site": site or world.empty_site, "unit": world.north, "line_code": line, "request_type": world.fault,
            "title": "Also the back room", "channel": "web", "track_digest": f"{number}{line}{site}{more}"[:64],
            "received_at": NOON - timedelta(days=number), "changed_at": NOON, "entitlement": "included",
        }  # fmt: skip
        ServiceRequest.objects.create(**{**given, **more})


def test_the_same_add_on_three_times_in_ninety_days_is_a_sign_of_the_party_whose_they_are(beyond):
    rows = three(beyond)
    assert look(beyond) == 1
    (sign,) = signs()
    assert (sign.kind, sign.about, sign.count, sign.owner_party) == (
        "repeated", "extra_area", 3, beyond.world.provider,
    )  # fmt: skip
    assert not AddOnSign.objects.within(beyond.office.scope).exists()
    for row in rows:
        decide(beyond.manager.scope, row.uid, "put_forward", expected_version=None, now=NOON)
    assert look(beyond) == 0
    assert AddOnSign.objects.within(beyond.office.scope).count() == 1


def test_two_are_none_and_looking_again_writes_nothing_new(beyond):
    three(beyond, days=(0, 40, 91))
    assert look(beyond) == 0
    three(beyond, days=(1,))
    assert (look(beyond), look(beyond)) == (1, 0)
    assert len(signs()) == 1


def test_an_answered_sign_begins_to_count_anew(beyond):
    three(beyond)
    look(beyond)
    (sign,) = signs()
    with pytest.raises(Invalid):
        dismiss_sign(beyond.manager.scope, sign.uid, expected_version=1, reason=" ", now=NOON)
    with pytest.raises(AddOnSign.DoesNotExist):
        dismiss_sign(beyond.office.scope, sign.uid, expected_version=1, reason="None", now=NOON)
    dismiss_sign(beyond.manager.scope, sign.uid, expected_version=1, reason="A party was held there", now=NOON)
    with pytest.raises(Refused):
        dismiss_sign(beyond.manager.scope, sign.uid, expected_version=2, reason="Again", now=NOON)
    assert look(beyond) == 0
    later = NOON + timedelta(days=10)
    for day in (1, 2, 3):
        noted(beyond, happened_on=TODAY + timedelta(days=day), now=later)
    assert look(beyond, later) == 1


def test_requests_taken_as_included_where_nothing_is_ordered_are_a_sign_both_see(beyond):
    requests_here(beyond, 3)
    requests_here(beyond, 3, site=beyond.world.site)  # ordered there
    requests_here(beyond, 2, line="CAR")  # too few
    requests_here(beyond, 4, line="MNT")  # nobody orders this line by the place at all
    assert look(beyond) == 1
    (sign,) = signs()
    assert (sign.kind, sign.site, sign.count, sign.owner_party) == ("unordered", beyond.world.empty_site, 3, None)
    assert AddOnSign.objects.within(beyond.office.scope).get() == sign


def test_extra_and_restricted_requests_are_no_sign(beyond):
    requests_here(beyond, 4, entitlement="extra")
    requests_here(beyond, 4, data_class="D8", state="assigned")
    assert look(beyond) == 0


def hours_done(beyond, order, minutes):
    for month, many in minutes.items():
        WorkLine.objects.create(
            community=beyond.world.community, work_order=order, kind="time", worked_on=date(2025, month, 15),
            minutes=many, written_at=NOON,
        )  # fmt: skip


def test_hours_beyond_what_is_ordered_for_three_months_are_a_sign(beyond):
    order = order_in(beyond.world, "CAR")  # 1,000 hours a year at 83.33 a month
    hours_done(beyond, order, {2: 92 * 60, 3: 95 * 60, 4: 100 * 60})
    assert look(beyond) == 1
    (sign,) = signs()
    assert (sign.kind, sign.about, sign.count, sign.first_day) == ("beyond", "hour", 3, date(2025, 2, 1))
    assert sign.facts["months"][0] == ["2025-02-01", "83.33", "92.00"]


def test_two_months_or_extra_work_are_none(beyond):
    hours_done(beyond, order_in(beyond.world, "CAR"), {3: 95 * 60, 4: 100 * 60})
    hours_done(beyond, order_in(beyond.world, "CAR", kind="extra"), {2: 200 * 60})
    assert look(beyond) == 0


def test_noting_a_sign_answers_it(beyond):
    requests_here(beyond, 3)
    look(beyond)
    (sign,) = signs()
    draft = AddOnDraft(code="extra_hours", sign_uid=sign.uid, quantity="2")
    made = note_add_on(beyond.manager.scope, draft, now=NOON)
    (sign,) = signs()
    assert (made.site, sign.standing, sign.add_on) == (beyond.world.empty_site, "noted", made)
    with pytest.raises(Refused):
        note_add_on(beyond.fm.scope, draft, now=NOON)


def test_readers_answer_no_sign(beyond):
    requests_here(beyond, 3)
    look(beyond)
    (sign,) = signs()
    with pytest.raises(NotAllowed):
        dismiss_sign(beyond.world.someone("DIST-MGT").scope, sign.uid, expected_version=1, reason="None", now=NOON)


def test_a_volume_of_the_whole_unit_covers_its_places(beyond):
    step = VolumeStep("CLN-OFF", beyond.world.north.pk, None, "f5 q3", Decimal(10), START, NOON)
    contracts.add_steps(beyond.office.scope, beyond.world.contract.pk, [step], now=NOON - timedelta(days=90))
    requests_here(beyond, 3)
    assert look(beyond) == 0


def test_looking_reads_as_much_for_thirty_places_as_for_one(beyond, django_assert_max_num_queries):
    three(beyond)
    look(beyond)
    from samdrift.registers.estate.models import Site
    from tests.world import words

    for number in range(30):
        site = Site.objects.create(
            community=beyond.world.community, code=f"G{number}", name=words(f"Site {number}"), unit=beyond.world.north,
            kind="station", timezone="Europe/Copenhagen",
        )  # fmt: skip
        order = order_in(beyond.world, site=site)
        for day in range(3):
            noted(beyond, order_uid=order.uid, happened_on=TODAY - timedelta(days=day))
    look(beyond)
    with django_assert_max_num_queries(30):
        look(beyond, datetime(2025, 5, 5, 12, tzinfo=NOON.tzinfo))
