"""The basket of a district: scenarios kept side by side until one is asked for."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import Scope
from samdrift.partnership.scaling import queries, rules
from samdrift.partnership.scaling.models import Scenario
from samdrift.partnership.scaling.rules.levers import Wish

MOST_IN_BASKET = 8


@transaction.atomic
def save_scenario(
    scope: Scope, unit_uid: UUID, *, name: str, wishes: Sequence[Wish], requested_on: date, seen: Mapping[str, int],
    now: datetime,
) -> Scenario:  # fmt: skip
    """Put what was worked out into the district's basket; the other party does not see it.

    Raises:
        DoesNotExist: No such unit within the scope.
        NotAllowed: The actor may not plan for this district.
        Invalid: It changes nothing.
        Refused: The basket is full.
    """
    place = queries.district(scope, unit_uid)
    scope.require(rules.PLAN, contract=place.contract.pk, unit=place.unit.pk, data_class="D2")
    if not wishes:
        raise Invalid({"wishes": _("Move a lever first: this changes nothing.")})
    kept = queries.scenarios_of(scope, place.unit.pk)
    if len(kept) >= MOST_IN_BASKET:
        raise Refused(_("The basket holds %(most)s scenarios. Remove one first.") % {"most": MOST_IN_BASKET})
    assert scope.person_id is not None
    return Scenario.objects.create(
        community_id=scope.community_id, data_class="D2", owner_party_id=scope.party_id, contract=place.contract,
        unit=place.unit, name=name.strip()[:80] or _("Scenario %(number)s") % {"number": len(kept) + 1},
        wishes=[wish.as_written() for wish in wishes], requested_on=requested_on, seen=dict(seen),
        made_by_id=scope.person_id, made_at=now,
    )  # fmt: skip


@transaction.atomic
def drop_scenario(scope: Scope, uid: UUID, *, expected_version: int | None) -> Scenario:
    """Take a scenario out of the basket.

    Raises:
        DoesNotExist: No such scenario within the scope.
        NotAllowed: The actor may not plan for this district.
        Refused: It was submitted or removed already.
    """
    scenario = Scenario.objects.within(scope).locked(uid, expected_version)
    scope.require(rules.PLAN, contract=scenario.contract_id, unit=scenario.unit_id, data_class="D2")
    if scenario.standing != "open":
        raise Refused(_("This scenario is no longer in the basket."))
    scenario.standing = "dropped"
    scenario.save_changes("standing")
    return scenario
