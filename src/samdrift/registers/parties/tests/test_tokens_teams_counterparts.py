from datetime import date, timedelta

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.registers.parties.commands import (
    join_team,
    leave_team,
    make_team,
    make_token,
    name_counterparts,
    revoke_token,
)
from samdrift.registers.parties.models import ApiToken
from samdrift.registers.parties.queries import counterpart_gaps, tokens
from tests.world import NOON, START, World


def test_a_key_is_shown_once_and_kept_as_a_hash(world: World) -> None:
    token, secret = make_token(world.asta.scope, name="Script", permissions=None, expires_at=None, now=NOON)
    assert secret.startswith(token.prefix)
    assert secret not in str(ApiToken.objects.within(world.asta.scope).values().get())
    assert len(secret) > 50


def test_a_key_never_may_more_than_its_maker(world: World) -> None:
    with pytest.raises(Invalid):
        make_token(world.asta.scope, name="X", permissions=["parties.manage_units"], expires_at=None, now=NOON)
    with pytest.raises(Invalid):
        make_token(world.asta.scope, name="X", permissions=[], expires_at=NOON, now=NOON)
    with pytest.raises(Invalid):
        make_token(world.asta.scope, name=" ", permissions=[], expires_at=None, now=NOON)


def test_a_key_is_revoked_by_its_owner_or_whoever_manages_keys(world: World) -> None:
    token, _secret = make_token(world.asta.scope, name="Script", permissions=None, expires_at=None, now=NOON)
    for stranger in (world.bo, world.carla):
        with pytest.raises(ApiToken.DoesNotExist):
            revoke_token(stranger.scope, token.uid, now=NOON)
    assert list(tokens(world.bo.scope)) == []
    assert revoke_token(world.someone("ADMIN").scope, token.uid, now=NOON).revoked_at == NOON
    assert revoke_token(world.asta.scope, token.uid, now=NOON + timedelta(days=1)).revoked_at == NOON


def test_a_team_lets_its_members_reach_its_work(world: World) -> None:
    leader = world.asta
    team = make_team(
        leader.scope, code="CLEAN", name={"en": "Cleaners"}, organisation_uid=world.provider.uid, lines=["CLN"],
        now=NOON,
    )  # fmt: skip
    worker = world.someone("SVC-E")
    assert team.pk not in worker.scope.team_ids
    join_team(leader.scope, team.uid, worker.employment.uid, now=NOON)
    assert team.pk in worker.scope.team_ids
    with pytest.raises(Refused):
        join_team(leader.scope, team.uid, worker.employment.uid, now=NOON)
    leave_team(leader.scope, team.uid, worker.employment.uid, now=NOON)
    assert team.pk not in worker.scope.team_ids
    with pytest.raises(NotAllowed):
        leave_team(world.dan.scope, world.team.uid, world.asta.employment.uid, now=NOON)


def test_a_team_has_people_of_one_employer(world: World) -> None:
    with pytest.raises((Refused, world.dan.employment.DoesNotExist)):
        join_team(world.asta.scope, world.team.uid, world.dan.employment.uid, now=NOON)


def name(world: World, tier: str, day: date) -> None:
    name_counterparts(
        world.dan.scope, tier=tier, unit_uid=world.north.uid, customer_uid=world.dan.employment.uid,
        provider_uid=world.asta.employment.uid, valid_from=day, now=NOON,
    )  # fmt: skip


def gaps(world: World, day: date) -> dict[tuple[str, str], int]:
    found = counterpart_gaps(world.dan.scope, day=day, known_from=START)
    return {(gap.unit.code, gap.tier): gap.working_days for gap in found}


def test_a_district_without_counterparts_alerts_after_ten_working_days(world: World) -> None:
    # The year begins on a Wednesday: by Tuesday the 14th ten working days have passed.
    found = counterpart_gaps(world.dan.scope, day=date(2025, 1, 14), known_from=START)
    assert {gap.working_days for gap in found} == {10}
    assert not any(gap.alerts for gap in found)
    later = counterpart_gaps(world.dan.scope, day=date(2025, 1, 15), known_from=START)
    assert all(gap.alerts for gap in later)


def test_a_named_pair_closes_the_gap_and_ends_the_one_before(world: World) -> None:
    name(world, "tactical", date(2025, 2, 1))
    name(world, "tactical", date(2025, 3, 1))
    assert ("NORTH", "tactical") not in gaps(world, date(2025, 2, 10))
    assert ("NORTH", "tactical") in gaps(world, date(2025, 1, 31))
    assert ("NORTH", "operational") in gaps(world, date(2025, 2, 10))
    with pytest.raises(Refused):
        name(world, "tactical", date(2025, 2, 15))


def test_counterparts_stand_on_their_own_sides(world: World) -> None:
    with pytest.raises(Invalid):
        name_counterparts(
            world.dan.scope, tier="tactical", unit_uid=None, customer_uid=world.asta.employment.uid,
            provider_uid=world.dan.employment.uid, valid_from=START, now=NOON,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        name_counterparts(
            world.asta.scope, tier="tactical", unit_uid=None, customer_uid=world.dan.employment.uid,
            provider_uid=world.asta.employment.uid, valid_from=START, now=NOON,
        )  # fmt: skip
