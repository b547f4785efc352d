"""Subcontractors: companies that work for the provider, known by their teams, and by name where a link acts for one."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties.models import Organisation, Team
from samdrift.registers.parties.queries.people import organisations

KIND = "subcontractor"


def subcontractors(scope: Scope) -> QuerySet[Organisation]:
    """The companies of the community that work for its provider, by code."""
    return organisations(scope).filter(kind=KIND)


def subcontractors_teams(scope: Scope, company_uid: UUID) -> list[Team] | None:
    """The teams of a subcontractor that are given work, by code; None when there is no such company here."""
    company = subcontractors(scope).filter(uid=company_uid).first()
    if company is None:
        return None
    rows = Team.objects.within(scope).filter(organisation=company, closed_on=None)
    return list(rows.select_related("organisation").order_by("code"))


def subcontractors_team(scope: Scope, team_id: int) -> Team | None:
    """The team, when it is a subcontractor's; None for a team of the provider's own."""
    with everywhere(reason="whose team is given work; whoever gives it was asked before"):
        rows = Team.objects.filter(community=scope.community_id, pk=team_id, organisation__kind=KIND)
        return rows.select_related("organisation").first()


def names_by_link(told: Iterable[tuple[int | None, int | None]]) -> dict[int, str]:
    """Who acted where nobody did: “<company> by link”, by the company's id.

    Args:
        told: Of each event its person and its party.
    """
    acting = {party for person, party in told if person is None and party is not None}
    if not acting:
        return {}
    language = (get_language() or "en")[:2]
    rows = Organisation.objects.filter(pk__in=acting, kind=KIND).values_list("pk", "name")
    return {pk: _("%(company)s by link") % {"company": in_language(name, language)} for pk, name in rows}
