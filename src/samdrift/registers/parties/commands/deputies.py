"""Deputies: who decides for somebody who is away, from a day to a day."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import rules
from samdrift.registers.parties.commands.shared import leave_scopes_behind
from samdrift.registers.parties.events import DeputyEnded, DeputyNamed
from samdrift.registers.parties.models import Deputy, Employment

KINDS = ("leave", "training", "absent")


@transaction.atomic
def name_deputy(
    scope: Scope, principal_uid: UUID, stand_in_uid: UUID, *, first_day: date, last_day: date, kind: str, today: date,
    now: datetime,
) -> Deputy:  # fmt: skip
    """Let a colleague stand in for somebody who is away; it ends at midnight where the community is.

    Args:
        principal_uid, stand_in_uid: Employments.
        today: The day where the community is.

    Raises:
        DoesNotExist: There is no such employment.
        NotAllowed: It is not the actor's to name, or the actor would name themselves for somebody else.
        Invalid: The days, the kind or the two do not fit.
        Refused: One of them has a deputy in these days already.
    """
    with everywhere(reason="colleagues are named by who works with them, whoever may look them up"):
        rows = Employment.objects.filter(community=scope.community_id).select_related("person")
        principal, stand_in = rows.get(uid=principal_uid), rows.get(uid=stand_in_uid)
    own = principal.person_id == scope.person_id
    scope.require("parties.name_deputies", unit=principal.unit_id, own=own)
    if not own and stand_in.person_id == scope.person_id:
        raise NotAllowed(_("Nobody makes themselves somebody's deputy. Ask that person, or somebody else who may."))
    if kind not in KINDS:
        raise Invalid({"kind": _("Say whether it is leave, training or another absence.")})
    _refuse_if_wrong(principal, stand_in, first_day, last_day, today)
    deputy = Deputy.objects.create(
        community_id=scope.community_id, principal=principal, stand_in=stand_in, first_day=first_day,
        last_day=last_day, kind=kind, named_by_id=scope.person_id, named_at=now,
    )  # fmt: skip
    leave_scopes_behind([stand_in.person_id])
    event = DeputyNamed(
        deputy_uid=deputy.uid, principal_uid=principal.uid, stand_in_uid=stand_in.uid, first_day=first_day,
        last_day=last_day,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=deputy)
    return deputy


def _refuse_if_wrong(principal: Employment, stand_in: Employment, first: date, last: date, today: date) -> None:
    with everywhere(reason="whether somebody is away is asked for this one answer"):
        both = (principal.pk, stand_in.pk)
        rows = Deputy.objects.filter(Q(principal__in=both) | Q(stand_in__in=both), revoked_at=None)
        others = [rules.StandIn(row.principal_id, row.stand_in_id, (row.first_day, row.last_day)) for row in rows]
    code = rules.deputy_refusal(
        rules.StandIn(principal.pk, stand_in.pk, (first, last)), today=today,
        same_person=principal.person_id == stand_in.person_id,
        same_employer=principal.organisation_id == stand_in.organisation_id, others=others,
    )  # fmt: skip
    if not code and (stand_in.person.state != "active" or not rules.holds_on(today, stand_in.starts_on, last)):
        code = "gone"
    if not code and stand_in.ends_on is not None and stand_in.ends_on < last:
        code = "gone"
    if code in ("twice", "away"):
        raise Refused(_refusal_sentences()[code])
    if code:
        raise Invalid({"last_day" if code in ("order", "past", "long") else "stand_in": _refusal_sentences()[code]})


def _refusal_sentences() -> dict[str, str]:
    return {
        "self": _("Nobody stands in for themselves."),
        "order": _("The last day lies before the first."),
        "past": _("These days are over."),
        "long": _("Name a deputy for a year at most."),
        "employer": _("A deputy works for the same employer."),
        "gone": _("This person does not work here on these days."),
        "twice": _("There is a deputy in these days already. End that first."),
        "away": _("This person is away in these days and has a deputy. A deputy's deputy never decides."),
    }


@transaction.atomic
def end_deputy(scope: Scope, deputy_uid: UUID, *, expected_version: int, now: datetime) -> Deputy:
    """Let somebody no longer stand in, from now on.

    Raises:
        DoesNotExist: There is none within the scope.
        NotAllowed: It is not the actor's to end: only who is stood in for, who stands in, or who names deputies there.
        Refused: It was ended before.
        Stale: Somebody changed it first.
    """
    deputy = Deputy.objects.within(scope).locked(deputy_uid, expected_version)
    with everywhere(reason="the two people of a row that was read through the gate"):
        principal, stand_in = deputy.principal, deputy.stand_in
    own = scope.person_id in (principal.person_id, stand_in.person_id)
    scope.require("parties.name_deputies", unit=principal.unit_id, own=own)
    if deputy.revoked_at is not None:
        raise Refused(_("This was ended before."))
    deputy.revoked_at = now
    deputy.save_changes("revoked_at")
    leave_scopes_behind([stand_in.person_id])
    record(DeputyEnded(deputy_uid=deputy.uid), scope=scope, at=now, subject=deputy)
    return deputy
