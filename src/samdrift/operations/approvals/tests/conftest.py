"""What this room's tests share: requests that need a yes, and holders at every level of the tree."""

from datetime import date

import pytest

from samdrift.operations.approvals import public as approvals
from samdrift.operations.requests import public as requests
from samdrift.registers.contracts.models import Contract, SlaClock
from tests.world import NOON

TODAY = NOON.date()


@pytest.fixture
def clocks_stand(world):
    """The contract lets clocks stand while the customer approves, as real contracts do."""
    clocks = SlaClock.objects.within(world.dan.scope)
    for clock in clocks:
        clock.pausable = [*clock.pausable, "customer_approval"]
        clock.save_changes("pausable")
    Contract.objects.within(world.dan.scope).update(version=50)


@pytest.fixture
def publish(world):
    """Publishes a rule for faults as the contract office."""

    def made(*steps, **values):
        draft = {"code": "faults", "request_type_code": "mnt.fault", "valid_from": date(2025, 1, 1)}
        written = [{"kind": kind, "above_minor": above} for kind, above in steps]
        return approvals.publish_rule(
            world.dan.scope, approvals.RuleDraft(**{**draft, "steps": written, **values}), now=NOON
        )

    return made


@pytest.fixture
def ask(world):
    """Makes a request of the north that may need a yes."""
    officer = world.someone("USR", name="Olga")

    def made(actor=officer, *, at=NOON, **values):
        wanted = requests.Ask(
            channel="web", site_id=world.site.pk,
            **{"request_type": "mnt.fault", "requester_id": actor.person.pk, **values},
        )  # fmt: skip
        return requests.submit_request(actor.scope, wanted, received_at=at, now=at).service_request

    return made


@pytest.fixture
def at_level(world):
    """A budget holder at a unit: north, authority or the whole community (None)."""

    def made(unit, name="", **values):
        reach = {} if unit is None else {"reach_kind": "unit", "reach_to": [unit.pk]}
        return world.someone("BUD", name=name, **reach, **values)

    return made
