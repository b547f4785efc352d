"""The tier of a month and the shares of its cost: counted once, never back in time, exact."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.queries.wording import itself_of, kind_word
from samdrift.partnership.joining import jobs, notices, rules
from samdrift.partnership.joining.commands import opening
from samdrift.partnership.joining.models import Accession, CostShare, CountedVolume, TierMonth
from samdrift.partnership.joining.queries import call_offs, recount, terms
from samdrift.partnership.joining.queries.charges import charges_of_month
from samdrift.partnership.joining.tests.conftest import Shared
from samdrift.registers.contracts import public as contracts
from tests.world import NOON, START

MAY, JUNE, JULY = date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)


def core(offered: Shared, many: int = 800) -> Accession:
    """The owner's own services: 400,000 a year at list prices."""
    values = {
        "community": offered.world.community, "data_class": "D2", "framework": offered.row, "number": "FW-00",
        "organisation": offered.world.customer, "unit": offered.world.authority, "core": True, "state": rules.LIVE,
        "wishes": [{"item": "MNT-VIS", "quantity": str(many), "site": None}], "starts_on": START, "live_from": START,
        "contract": offered.world.contract, "made_at": NOON, "moved_at": NOON,
    }  # fmt: skip
    return Accession.objects.create(**values)


def tiers(offered: Shared) -> list[tuple[date, str, int]]:
    found = reversed(call_offs.history(offered.owner.scope, offered.row.pk))
    return [(one.month, f"{one.factor.normalize():f}", one.bodies) for one in found]


def test_a_body_that_enters_on_the_17th_changes_the_tier_from_the_next_month(offered: Shared) -> None:
    """T-FRM-03."""
    core(offered)
    row = offered.brought(offered.east, offered.wants(offered.east, 500), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    assert tiers(offered) == [(MAY, "1", 1), (JUNE, "0.95", 2)]
    book = [contracts.price_book(row.contract_id, day)["MNT-VIS"].price for day in (date(2025, 5, 31), JUNE)]
    assert book == [500, 475]
    (line,) = contracts.fees_of_month(row.contract_id, MAY)
    assert line.amount_minor == 10_080_65  # 500 × 500 / 12 × 15 / 31
    (line,) = contracts.fees_of_month(row.contract_id, JUNE)
    assert line.amount_minor == 19_791_67


def test_counting_again_changes_nothing(offered: Shared) -> None:
    core(offered)
    offered.brought(offered.east, offered.wants(offered.east, 500), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    assert offered.nights(NOON.replace(day=18), 3) == 0
    assert offered.nights(NOON.replace(month=6, day=1), 2) > 0
    with everywhere(reason="a test counts"):
        assert CountedVolume.objects.count() == sum(one.bodies for one in TierMonth.objects.all())


def test_a_volume_that_is_scaled_reaches_the_next_months_tier(offered: Shared) -> None:
    core(offered)
    row = offered.brought(offered.east, offered.wants(offered.east, 500), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    step = contracts.volume_steps(row.contract_id)[0]
    down = replace(step, change=Decimal(-300), on=date(2025, 5, 25), recorded_at=NOON)
    contracts.add_steps(offered.owner.scope, row.contract_id or 0, [down], now=NOON)
    offered.nights(NOON.replace(day=18), 1)
    assert tiers(offered) == [(MAY, "1", 1), (JUNE, "1", 2)]
    assert contracts.price_book(row.contract_id, JUNE)["MNT-VIS"].price == 500


def test_who_leaves_counts_for_three_months_after_its_notice(offered: Shared) -> None:
    """T trap 49: the others' price does not jump at once."""
    core(offered)
    row = offered.brought(offered.east, offered.wants(offered.east, 500), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    offered.move(offered.east.contact, row, "give_notice", now=NOON.replace(month=6))
    for month in (6, 7, 8, 9, 10):
        offered.nights(NOON.replace(month=month, day=20), 1)
    assert tiers(offered)[1:] == [
        (date(2025, month, 1), factor, many)
        for month, factor, many in (
            (6, "0.95", 2), (7, "0.95", 2), (8, "0.95", 2), (9, "0.95", 2), (10, "1", 1), (11, "1", 1),
        )
    ]  # fmt: skip


def test_shared_cost_is_divided_by_the_key_among_who_is_in_on_the_first(offered: Shared) -> None:
    """T-FRM-01's keys: 100,000.00 a month over 2,600 / 1,100 / 950."""
    core(offered)
    for joiner in (offered.east, offered.west):
        offered.brought(joiner, offered.wants(joiner, 10), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    with everywhere(reason="a test counts"):
        assert list(CostShare.objects.filter(month=MAY).values_list("amount_minor", flat=True)) == [100_000_00]
        offered.nights(NOON.replace(month=6, day=1), 2)
        june = CostShare.objects.filter(month=JUNE).order_by("pk")
        assert list(june.values_list("amount_minor", flat=True)) == [55_913_98, 23_655_91, 20_430_11]
    seen = call_offs.shares_seen(offered.east.contact.scope, offered.row.pk, JUNE)
    assert [(one.own_key, one.all_keys, one.total_minor, one.amount_minor) for one in seen] == [
        (1_100, 4_650, 100_000_00, 23_655_91)
    ]


def test_a_part_of_shared_cost_is_a_charge_on_ones_own_invoice(offered: Shared) -> None:
    core(offered)
    row = offered.brought(offered.east, offered.wants(offered.east, 10), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    offered.nights(NOON.replace(month=6, day=1), 1)
    (charge,) = charges_of_month(row.contract_id or 0, JUNE)
    assert (charge.kind, charge.unit_id, charge.amount_minor) == ("shared", offered.east.unit.pk, 29_729_73)
    with everywhere(reason="a test looks into the book"):
        told = EventRecord.objects.get(kind="joining.share_told", payload__share_uid=charge.reference)
    assert (told.contract_id, told.unit_id, told.book) == (row.contract_id, offered.east.unit.pk, "shared")
    assert (told.payload["own_key"], told.payload["all_keys"]) == (1_100, 3_700)
    assert charges_of_month(row.contract_id or 0, MAY) == []
    assert (kind_word(charge.kind), itself_of(charge)) == ("Shared cost", "OFFICE: 1100 of 3700 by its key")


def test_a_tier_is_never_changed_back_in_time(offered: Shared) -> None:
    core(offered)
    offered.nights(NOON, 1)
    offered.agreed("tiers", {"tiers": [["0", "0.9"]]}, valid_from=JULY)
    offered.nights(NOON.replace(month=6, day=20), 1)
    assert tiers(offered) == [(MAY, "1", 1), (JUNE, "1", 1), (JULY, "0.9", 1)]


def test_what_the_tiers_saved_is_told_to_each_of_its_own(offered: Shared) -> None:
    core(offered)
    offered.brought(offered.east, offered.wants(offered.east, 500), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    saved = [
        call_offs.saved_to_date(actor.scope, offered.row, date(2025, 6, 30))
        for actor in (offered.owner, offered.east.contact, offered.west.contact)
    ]
    # June: 650,000 at list prices, a twelfth of it, five per cent less.
    assert [(one.all_minor, one.own_minor) for one in saved] == [
        (2_708_33, 2_708_33), (2_708_33, 1_041_67), (2_708_33, 0)
    ]  # fmt: skip


def test_everybody_is_told_of_a_tier_that_changes_and_nobody_of_one_that_does_not(offered: Shared) -> None:
    core(offered)
    offered.nights(NOON, 1)
    offered.brought(offered.east, offered.wants(offered.east, 500), rules.LIVE)
    offered.nights(NOON.replace(month=6, day=1), 1)
    with everywhere(reason="a test reads the book"):
        events = list(EventRecord.objects.filter(kind="joining.tier_counted").order_by("pk"))
    told = [(one.payload["month"], notices._tier(one)) for one in events]
    (people,) = [found for _month, found in told if found is not None]
    assert people.facts == {"framework": "FW", "factor": "0.95", "before": "1", "month": "2025-06-01"}
    assert offered.east.contact.person.pk in {one.person_id for one in people.to}
    assert offered.west.contact.person.pk not in {one.person_id for one in people.to}


def test_prices_that_rise_reach_the_contracts_from_their_month(offered: Shared) -> None:
    row = offered.brought(offered.east, offered.wants(offered.east, 500), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    item = {
        "code": "MNT-VIS",
        "line": "MNT",
        "name": {"en": "V", "da": "V", "sv": "V"},
        "unit": "visit",
        "price": "520",
    }
    offered.agreed("prices", {"items": [item]}, valid_from=JULY)
    offered.nights(NOON.replace(month=6, day=20), 1)
    book = [contracts.price_book(row.contract_id, day)["MNT-VIS"].price for day in (JULY - timedelta(days=1), JULY)]
    assert book == [500, 520]
    assert terms.held(offered.row.pk).items(JULY)["MNT-VIS"].price == 520


@pytest.mark.parametrize("month", [MAY, JUNE])
def test_nobody_in_nothing_is_divided(offered: Shared, month: date) -> None:
    assert offered.nights(NOON.replace(month=month.month), 1) >= 0
    with everywhere(reason="a test counts"):
        assert not CostShare.objects.exists()


def test_each_night_parts_totals_and_prices_are_laid_beside_each_other(offered: Shared) -> None:
    core(offered)
    row = offered.brought(offered.east, offered.wants(offered.east, 500), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    offered.nights(NOON.replace(month=6, day=1), 1)
    moment = NOON.replace(month=6, day=2)
    community = offered.world.community.pk
    assert (recount.broken(community, moment.date()), recount.looked_at(community) > 4) == ([], True)
    with everywhere(reason="a test breaks what holds"):
        CostShare.objects.filter(accession=row).update(amount_minor=1)
        TierMonth.objects.filter(month=MAY).update(factor="0.5")
        CountedVolume.objects.filter(accession=row).update(volume=1)
        Accession.objects.filter(core=True).update(value_minor=10**12)
    contracts.write_prices(
        offered.owner.scope, row.contract_id or 0,
        opening.price_drafts(terms.held(offered.row.pk).items(JUNE), Decimal("0.8"), JUNE), now=moment,
    )  # fmt: skip
    found = {one.rule for one in recount.broken(community, moment.date())}
    assert found == {"shares", "counts", "tier", "prices", "ceiling"}


def test_the_night_goes_through_every_framework(offered: Shared) -> None:
    core(offered)
    assert jobs.act(offered.world.community.pk, NOON) == 3  # two months counted, one cost divided
    assert jobs.act(offered.world.community.pk, NOON) == 0
