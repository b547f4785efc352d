"""Codes of this room as people read them."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope
from samdrift.registers.parties import queries, registry
from samdrift.registers.parties.models import Employment, RoleAssignment

STATE_WORDS = {
    "invited": gettext_lazy("Invited"),
    "active": gettext_lazy("Active"),
    "suspended": gettext_lazy("Suspended"),
    "departed": gettext_lazy("Departed"),
    "anonymised": gettext_lazy("Anonymised"),
}
REACH_WORDS = {
    "all": gettext_lazy("all in reach"),
    "own": gettext_lazy("own"),
    "assigned": gettext_lazy("assigned"),
}
REACH_KIND_WORDS = {
    "community": gettext_lazy("The whole community"),
    "unit": gettext_lazy("A unit with all below it"),
    "sites": gettext_lazy("Chosen sites"),
    "contract": gettext_lazy("A contract"),
    "line": gettext_lazy("A service line"),
    "case": gettext_lazy("A case"),
}
TIER_WORDS = {
    "strategic": gettext_lazy("Strategic"),
    "tactical": gettext_lazy("Tactical"),
    "operational": gettext_lazy("Operational"),
    "user": gettext_lazy("Users and service staff"),
}
GAP_WORDS = {
    "officer": gettext_lazy("Nobody is security officer, so nobody can open reports from secured places to others."),
    "desk": gettext_lazy(
        "Nobody at the service desk is cleared: reports from secured places reach the security officer alone."
    ),
    "hands": gettext_lazy("Nobody who does the work is cleared, so nobody can be sent to secured places."),
}
ROOM_WORDS = {"parties": gettext_lazy("People and units")}


def employment_line(employment: Employment, language: str) -> str:
    """What somebody works as, for whom and where."""
    unit = in_language(employment.unit.name, language) if employment.unit else ""
    employer = in_language(employment.organisation.name, language)
    return " · ".join(part for part in (employment.title, unit, employer) if part)


def role_line(assignment: RoleAssignment) -> str:
    """A role and where it reaches."""
    name = registry.role_name(assignment.role)
    reach = str(REACH_KIND_WORDS[assignment.reach_kind])
    if assignment.state == "asked":
        return _("%(role)s: waits for a second person") % {"role": name}
    return f"{name} · {reach}"


def gap_words(scope: Scope, day: date) -> list[str]:
    """Who is missing for reports from secured places, as sentences for those who can mend it."""
    return [str(GAP_WORDS[gap]) for gap in queries.clearance_gaps(scope, day=day)]
