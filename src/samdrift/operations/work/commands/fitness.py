"""Whether somebody may do an order: skills and clearance, on the planned day and on the day itself (invariant 4)."""

from datetime import datetime

from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import OPEN_CLASSES, Scope, everywhere
from samdrift.operations.work import registry
from samdrift.operations.work.models import CompanyClearance, WorkOrder
from samdrift.operations.work.rules import links
from samdrift.registers.parties import public as parties


def require_fit(scope: Scope, order: WorkOrder, person_id: int | None, *, now: datetime) -> None:
    """Let nobody take or be given what they lack a skill or a clearance for.

    Raises:
        Refused: Somebody lacks a skill, or is not cleared on the planned day or today; it says what.
    """
    if person_id is None:
        if order.team_id is not None:
            require_company_fit(scope, order, order.team_id, now=now)
        return
    planned = max(now, order.planned_from or order.due_at or now)
    mine = person_id == scope.person_id
    if order.data_class not in OPEN_CLASSES and not all(_cleared(order, person_id, at) for at in (now, planned)):
        raise Refused(
            _("You are not cleared for this place on the day of the work.") if mine
            else _("This person is not cleared for this place on the day of the work.")
        )  # fmt: skip
    if not order.skills:
        return
    days = sorted({parties.community_day(scope, at) for at in (now, planned)})
    missing = registry.lacking_skills(order.community_id, person_id, order.skills, days, order.site_id)
    if missing:
        sentence = (
            _("This order takes skills you do not hold on the day: %(skills)s.") if mine
            else _("This person does not hold the skills the order takes on the day: %(skills)s.")
        )  # fmt: skip
        raise Refused(sentence % {"skills": ", ".join(missing)})


def require_company_fit(scope: Scope, order: WorkOrder, team_id: int, *, now: datetime) -> None:
    """Let a subcontractor's team have only what its company may do; a team of the provider's own passes.

    Its people are nobody we know, so nothing restricted goes to a company, and the company itself is cleared for the
    site from a day to a day (decision record 0142).

    Raises:
        Refused: The place is restricted, the company is not cleared for the site on the day, or it lacks a skill.
    """
    team = parties.subcontractors_team(scope, team_id)
    if team is None:
        return
    if order.data_class not in OPEN_CLASSES:
        raise Refused(_("Restricted work goes to people who are cleared by name, never to a company."))
    planned = max(now, order.planned_from or order.due_at or now)
    days = {parties.community_day(scope, at) for at in (now, planned)}
    with everywhere(reason="whether a company may work where an order is; the order was let through"):
        rows = CompanyClearance.objects.filter(
            community=scope.community_id, organisation=team.organisation_id, ended_at__isnull=True
        )
        spells = list(rows.values_list("site_id", "valid_from", "valid_to"))
    if not links.is_cleared(spells, order.site_id, days):
        raise Refused(_("The company is not cleared for this place on the day of the work."))
    missing = [skill for skill in order.skills if skill not in team.skills]
    if missing:
        raise Refused(
            _("The company does not hold the skills the order takes: %(skills)s.") % {"skills": ", ".join(missing)}
        )


def _cleared(order: WorkOrder, person_id: int, at: datetime) -> bool:
    holder = parties.employed_here(order.community_id, person_id, now=at)
    if holder is None:
        return False
    if order.service_request is not None and parties.is_named(holder.scope, order.service_request.uid):
        return True
    return holder.scope.allows(
        "work.do", contract=order.contract_id, site=order.site_id, unit=order.unit_id, line=order.line_code,
        data_class=order.data_class, assigned=True,
    )  # fmt: skip
