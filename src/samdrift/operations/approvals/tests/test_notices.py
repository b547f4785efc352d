"""Approvers and their deputies are told what waits; whoever asked is not, and of restricted things nothing is said."""

from datetime import timedelta

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.notices import public as notices
from samdrift.foundation.scope import everywhere
from samdrift.operations.approvals import commands
from samdrift.registers.parties import public as parties
from tests.world import NOON


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("samdrift.foundation.clock.now", lambda: NOON)


def told(actor):
    with everywhere(reason="a test looks"):
        rows = notices.Notice.objects.filter(receiver=actor.person, kind__startswith="approvals.").order_by("pk")
        return [(row.kind, notices.said(row).subject) for row in rows]


def test_whoever_is_asked_is_told_and_so_is_their_deputy(world, publish, ask, at_level):
    publish(("budget", None))
    holder, deputy, above = at_level(world.north), world.someone("USR", name="Dorte"), at_level(world.authority)
    parties.name_deputy(
        holder.scope, holder.employment.uid, deputy.employment.uid, first_day=NOON.date(), last_day=NOON.date(),
        kind="leave", today=NOON.date(), now=NOON,
    )  # fmt: skip
    row = ask(title="A new tap")
    deliver_all()
    subject = f"Your yes or no: {row.number} · A new tap"
    assert told(holder) == told(deputy) == [("approvals.waiting", subject)]
    assert told(above) == []
    later = NOON + timedelta(days=2)
    for _community, uid in commands.due_to_act(later):
        commands.let_time_act(commands.system_scope(world.community.pk), uid, now=later)
    deliver_all()
    assert [kind for kind, _subject in told(holder)] == ["approvals.waiting", "approvals.still_waiting"]
    assert [kind for kind, _subject in told(deputy)] == ["approvals.waiting"]


def test_of_a_secured_place_nothing_is_said(world, publish, ask):
    publish(("security", None))
    officer = world.someone("SEC-OFF")
    ask(title="The key to the cell", space_id=world.cell.pk)
    deliver_all()
    assert len(told(officer)) == 1
    assert "cell" not in str(told(officer))
