"""A call-off goes its way: each step by who must, each side by another person, the ceiling guarded."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands import moving, wishing
from samdrift.partnership.joining.commands.moving import note_exit_pack
from samdrift.partnership.joining.commands.wishing import CallOffDraft
from samdrift.partnership.joining.models import Accession, AccessionStep, BusinessCase
from samdrift.partnership.joining.tests.conftest import Shared
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts.models import Contract, SlaPolicy
from samdrift.registers.parties.models import Employment, RoleAssignment
from tests.world import NOON, START, Actor

JUNE = NOON.replace(month=6)


def test_a_call_off_comes_from_interest_to_live_with_a_contract_of_its_own(offered: Shared) -> None:
    row = offered.brought(offered.east, offered.wants(offered.east), rules.LIVE)
    assert (row.state, row.live_from) == (rules.MOBILISING, date(2025, 5, 17))
    contract = Contract.objects.within(offered.owner.scope).get(pk=row.contract_id)
    assert (contract.customer_id, contract.provider_id) == (offered.east.organisation.pk, offered.row.provider_id)
    assert (contract.lines, contract.unit_ids) == (["MNT"], [offered.east.unit.pk])
    assert (contract.starts_on, contract.ends_on) == (date(2025, 5, 17), date(2029, 12, 31))
    assert contracts.price_book(contract.pk, date(2025, 5, 20))["MNT-VIS"].price == 500
    policies = SlaPolicy.objects.within(offered.owner.scope).filter(contract=contract)
    assert sorted(policies.values_list("code", flat=True)) == ["P1", "P2", "P3", "P4", "P5"]
    offered.nights(NOON.replace(day=16), 2)
    assert offered.again(row).state == rules.LIVE


def test_a_step_two_must_make_waits_for_the_other(offered: Shared) -> None:
    row = offered.wants(offered.east)
    row = offered.move(offered.east.contact, row, "open_data")
    assert row.state == rules.INTEREST
    with pytest.raises(Refused):
        offered.move(offered.east.contact, row, "open_data")
    assert offered.move(offered.owner, row, "open_data").state == rules.DATA_PACK


def test_a_step_is_only_for_the_sides_the_table_names(offered: Shared) -> None:
    row = offered.wants(offered.east)
    with pytest.raises(NotAllowed):
        offered.move(offered.provider, row, "open_data")
    with pytest.raises(Accession.DoesNotExist):
        offered.move(offered.west.contact, row, "open_data")
    with pytest.raises(Accession.DoesNotExist):
        offered.move(offered.world.someone("USR"), row, "open_data")
    with pytest.raises(Refused):
        offered.move(offered.owner, row, "sign")
    row = offered.brought(offered.east, row, rules.BUSINESS_CASE)
    with pytest.raises(NotAllowed):
        offered.move(offered.owner, row, "decide")


def test_nobody_speaks_for_two_sides_whatever_their_employments(offered: Shared) -> None:
    row = offered.move(offered.east.contact, offered.wants(offered.east), "open_data")
    joan = offered.east.contact.person
    world = offered.world
    second = Employment.objects.create(
        community=world.community, person=joan, organisation=world.customer, unit=world.north, starts_on=START
    )
    RoleAssignment.objects.create(community=world.community, employment=second, role="CTR-C", valid_from=START)
    joan.grants_version += 1
    joan.save(update_fields=["grants_version"])
    with pytest.raises(NotAllowed, match="another side"):
        offered.move(Actor(joan, second), row, "open_data")


def test_what_a_step_rests_on_is_said(offered: Shared) -> None:
    row = offered.wants(offered.east)
    with pytest.raises(Invalid):
        moving.move_call_off(offered.owner.scope, row.uid, "open_data", expected_version=row.version, now=NOON)


def test_the_joiner_decides_only_with_a_business_case_nobody_else_reads(offered: Shared) -> None:
    row = offered.brought(offered.east, offered.wants(offered.east), rules.BUSINESS_CASE)
    joan = offered.east.contact
    with pytest.raises(Refused):
        offered.move(joan, row, "decide")
    wishing.write_case(joan.scope, row.uid, baseline_minor=60, transition_minor=1, note="Secret", now=NOON)
    assert BusinessCase.objects.within(joan.scope).get().note == "Secret"
    for actor in (offered.owner, offered.provider, offered.west.contact):
        assert not BusinessCase.objects.within(actor.scope).exists()
        with pytest.raises((NotAllowed, Accession.DoesNotExist)):
            wishing.write_case(actor.scope, row.uid, baseline_minor=1, transition_minor=0, note="", now=NOON)
    assert offered.move(joan, row, "decide").state == rules.DECISION_JOINER


def test_what_is_wanted_changes_until_the_joiner_has_decided(offered: Shared) -> None:
    row, joan = offered.wants(offered.east), offered.east.contact
    draft = CallOffDraft(wishes=[rules.Wish("MNT-VIS", Decimal(10))], starts_on=date(2025, 8, 1))
    with pytest.raises(Stale):
        wishing.change_wishes(joan.scope, row.uid, draft, expected_version=7, now=NOON)
    row = wishing.change_wishes(joan.scope, row.uid, draft, expected_version=row.version, now=NOON)
    assert row.year_minor == 5_000_00
    with pytest.raises(NotAllowed):
        wishing.change_wishes(offered.owner.scope, row.uid, draft, expected_version=row.version, now=NOON)
    row = offered.brought(offered.east, row, rules.DECISION_JOINER)
    with pytest.raises(Refused):
        wishing.change_wishes(joan.scope, row.uid, draft, expected_version=row.version, now=NOON)


def test_only_a_named_body_shows_interest(offered: Shared) -> None:
    draft = CallOffDraft(wishes=[rules.Wish("MNT-VIS", Decimal(10))], starts_on=date(2025, 8, 1))
    for actor in (offered.owner, offered.provider):
        with pytest.raises(NotAllowed):
            wishing.show_interest(actor.scope, offered.row.uid, draft, now=NOON)


@pytest.mark.parametrize(
    ("wish", "starts_on", "months"),
    [
        (rules.Wish("MNT-VIS", Decimal(0)), date(2025, 8, 1), 3), (rules.Wish("GOLD", Decimal(1)), date(2025, 8, 1), 3),
        (rules.Wish("MNT-VIS", Decimal(1)), date(2025, 5, 4), 3),
        (rules.Wish("MNT-VIS", Decimal(1)), date(2030, 1, 1), 3),
        (rules.Wish("MNT-VIS", Decimal(1)), date(2025, 8, 1), 2),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_with_is_not_wished_for(
    offered: Shared, wish: rules.Wish, starts_on: date, months: int
) -> None:
    with pytest.raises(Invalid):
        offered.wants(offered.east, wishes=[wish], starts_on=starts_on, notice_months=months)


def test_places_of_others_are_not_wished_for(offered: Shared) -> None:
    with pytest.raises(Invalid):
        offered.wants(offered.east, wishes=[rules.Wish("MNT-VIS", Decimal(1), offered.world.site.pk)])


def test_a_no_at_any_step_before_signature_changes_nothing_for_the_others(offered: Shared) -> None:
    other = offered.brought(offered.west, offered.wants(offered.west), rules.DECISION_BOTH)
    for state in (rules.INTEREST, rules.DATA_PACK, rules.BUSINESS_CASE, rules.DECISION_JOINER, rules.DECISION_BOTH):
        row = offered.brought(offered.east, offered.wants(offered.east, 10), state)
        with pytest.raises(Invalid):
            moving.refuse_call_off(
                offered.provider.scope, row.uid, reason="", expected_version=row.version, now=NOON
            )  # fmt: skip
        row = moving.refuse_call_off(
            offered.provider.scope, row.uid, reason="No room", expected_version=row.version, now=NOON
        )
        assert row.state == rules.REFUSED
        assert rules.moves_from(row.state) == {}
    again = offered.again(other)
    assert (again.state, again.version) == (other.state, other.version)


def test_after_signature_all_three_undo_it_together(offered: Shared) -> None:
    row = offered.brought(offered.east, offered.wants(offered.east), rules.SIGNED)
    with pytest.raises(Refused):
        moving.refuse_call_off(
            offered.owner.scope, row.uid, reason="No", expected_version=row.version, now=NOON
        )  # fmt: skip
    for actor in (offered.owner, offered.provider):
        assert offered.move(actor, row, "stop").state == rules.SIGNED
    assert offered.move(offered.east.contact, row, "stop").state == rules.REFUSED


def test_a_call_off_that_would_pass_the_ceiling_is_blocked(offered: Shared) -> None:
    """T-FRM-04: DKK 10 m; 500,000 a year for 4.6 years fits, a second and a third, but not all at once."""
    rows = [offered.wants(offered.east, 1700) for _one in range(3)]
    rows = [offered.brought(offered.east, row, rules.DECISION_BOTH) for row in rows]
    assert all(row.value_minor * 2 < offered.row.ceiling_minor < row.value_minor * 3 for row in rows)
    for row in rows[:2]:
        assert offered.brought(offered.east, row, rules.SIGNED).state == rules.SIGNED
    with pytest.raises(Refused, match="ceiling"):
        offered.move(offered.owner, rows[2], "sign")
    fourth = offered.brought(offered.west, offered.wants(offered.west, 1700), rules.DECISION_JOINER)
    with pytest.raises(Refused, match="ceiling"):
        offered.move(offered.owner, fourth, "clear")


def test_whoever_signs_locks_the_framework_first(offered: Shared) -> None:
    """Two signatures at once wait for each other: what is committed is read once the framework is one's own."""
    row = offered.brought(offered.east, offered.wants(offered.east), rules.DECISION_BOTH)
    with CaptureQueriesContext(connection) as asked:
        offered.move(offered.owner, row, "sign")
    said = [one["sql"] for one in asked.captured_queries]
    locked = next(n for n, sql in enumerate(said) if 'FROM "joining_framework" WHERE' in sql and "ceiling_minor" in sql)
    summed = next(n for n, sql in enumerate(said) if sql.startswith('SELECT "joining_accession"."value_minor"'))
    assert locked < summed
    if connection.features.has_select_for_update:
        assert "FOR UPDATE" in said[locked]


def test_notice_is_three_months_and_ends_the_volumes(offered: Shared) -> None:
    row = offered.brought(offered.east, offered.wants(offered.east), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    joan = offered.east.contact
    with pytest.raises(Invalid):
        offered.move(joan, row, "give_notice", now=JUNE, last_day=date(2025, 9, 4))
    row = offered.move(joan, row, "give_notice", now=JUNE)
    assert (row.state, row.notice_on, row.leaves_on) == (rules.EXITING, date(2025, 6, 5), date(2025, 9, 5))
    held = [sum(contracts.volumes(row.contract_id, day).values()) for day in (date(2025, 9, 5), date(2025, 9, 6))]
    assert held == [1000, 0]


def test_who_left_has_ended_once_the_exit_pack_is_handed_over(offered: Shared) -> None:
    row = offered.brought(offered.east, offered.wants(offered.east), rules.LIVE)
    offered.nights(NOON.replace(day=17), 1)
    row = offered.move(offered.east.contact, row, "give_notice", now=JUNE)
    offered.nights(NOON.replace(month=9, day=7), 1)
    row = offered.again(row)
    assert row.state == rules.EXITING
    told = {"pack": "Exit pack 1", "now": NOON.replace(month=9)}
    assert row.contract_id is not None
    with transaction.atomic():  # the room that makes packs calls in its own, once both parties have confirmed
        assert not note_exit_pack(offered.owner.scope, row.contract_id, day=date(2025, 6, 4), **told)
        assert note_exit_pack(offered.owner.scope, row.contract_id, day=date(2025, 9, 5), **told)
        assert not note_exit_pack(offered.owner.scope, row.contract_id, day=date(2025, 9, 6), **told)
    offered.nights(NOON.replace(month=9, day=8), 1)
    assert offered.again(row).state == rules.ENDED
    told = AccessionStep.objects.within(offered.owner.scope).filter(accession=row).order_by("pk").last()
    assert told is not None
    assert (told.move, told.side, told.person_id) == ("end", "", None)
