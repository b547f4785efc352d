"""Who answers to whom on each tier of the partnership (R61)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import rules
from samdrift.registers.parties.commands.shared import require_member
from samdrift.registers.parties.events import CounterpartsEnded, CounterpartsNamed
from samdrift.registers.parties.models import Counterpart, Employment, Unit


@transaction.atomic
def name_counterparts(
    scope: Scope, *, tier: str, unit_uid: UUID | None, customer_uid: UUID, provider_uid: UUID, valid_from: date,
    now: datetime, customer_deputy_uid: UUID | None = None, provider_deputy_uid: UUID | None = None,
) -> Counterpart:  # fmt: skip
    """Name the two people who answer to each other on a tier from a day on; the pair before them ends the day before.

    Raises:
        NotAllowed: The actor may not name counterparts.
        Invalid: There is no such tier, or a person is on the wrong side.
        Refused: A pair from that day or a later one is named already.
    """
    unit = Unit.objects.within(scope).locked(unit_uid) if unit_uid else None
    scope.require("parties.manage_counterparts", unit=unit.pk if unit else None)
    if tier not in rules.TIERS:
        raise Invalid({"tier": _("There is no such tier.")})
    with everywhere(reason="both sides are named by either, whoever may look them up"):
        here = Employment.objects.filter(community=scope.community_id)
        customer, provider = here.get(uid=customer_uid), here.get(uid=provider_uid)
        customer_deputy = here.get(uid=customer_deputy_uid) if customer_deputy_uid else None
        provider_deputy = here.get(uid=provider_deputy_uid) if provider_deputy_uid else None
    for field, employment, side in (
        ("customer", customer, "customer"), ("customer_deputy", customer_deputy, "customer"),
        ("provider", provider, "provider"), ("provider_deputy", provider_deputy, "provider"),
    ):  # fmt: skip
        if employment is not None and require_member(scope, employment.organisation_id).side != side:
            raise Invalid({field: _("This person works for the other side.")})
    _end_pair_before(scope, tier, unit, valid_from)
    made = Counterpart.objects.create(
        community_id=scope.community_id, tier=tier, unit=unit, customer=customer, provider=provider,
        customer_deputy=customer_deputy, provider_deputy=provider_deputy, valid_from=valid_from,
    )  # fmt: skip
    event = CounterpartsNamed(counterpart_uid=made.uid, tier=tier, from_day=valid_from)
    record(event, scope=scope, at=now, subject=made)
    return made


@transaction.atomic
def end_counterparts(
    scope: Scope, counterpart_uid: UUID, *, last_day: date, expected_version: int, now: datetime
) -> Counterpart:
    """Set the last day on which two people answer to each other; from the next one on there is a gap.

    Raises:
        NotAllowed: The actor may not name counterparts there.
        Refused: The last day lies before the first.
        Stale: Somebody changed the pair first.
    """
    pair = Counterpart.objects.within(scope).locked(counterpart_uid, expected_version)
    scope.require("parties.manage_counterparts", unit=pair.unit_id)
    if last_day < pair.valid_from:
        raise Refused(_("The last day lies before the first."))
    pair.valid_to = last_day
    pair.save_changes("valid_to")
    event = CounterpartsEnded(counterpart_uid=pair.uid, tier=pair.tier, last_day=last_day)
    record(event, scope=scope, at=now, subject=pair)
    return pair


def _end_pair_before(scope: Scope, tier: str, unit: Unit | None, valid_from: date) -> None:
    pairs = Counterpart.objects.within(scope).filter(tier=tier, unit=unit)
    if pairs.filter(valid_from__gte=valid_from).exists():
        raise Refused(_("A pair from that day or a later one is named already."))
    for pair in pairs.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from)):
        pair.valid_to = valid_from - timedelta(days=1)
        pair.save_changes("valid_to")
