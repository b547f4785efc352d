"""What people, units, teams and roles are called where an event speaks of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.events.public import Rows, register_codes, register_reader, register_rows
from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties import registry
from samdrift.registers.parties.models import (
    ApiToken,
    Counterpart,
    Employment,
    Member,
    Person,
    RoleAssignment,
    Team,
    Unit,
)
from samdrift.registers.parties.queries import names_of, organisations
from samdrift.registers.parties.web.words import STATE_WORDS, TIER_WORDS

SIDES = {
    "customer": gettext_lazy("the customer’s side"),
    "provider": gettext_lazy("the provider’s side"),
    "neither": gettext_lazy("neither side"),
}


def register() -> None:
    """Announce the room's readers and rows."""
    register_reader("team_id", _teams)
    register_reader("assignee_id", lambda scope, ids, _language: names_of(scope, ids))
    register_reader("company_id", _companies)
    register_reader("role", lambda _scope, codes, _language: {code: registry.role_name(code) for code in codes})
    register_codes("person_state", STATE_WORDS)
    register_codes("tier", TIER_WORDS)
    register_codes("side", SIDES)
    for kind, rows in ROWS.items():
        register_rows(kind, rows)


def _teams(scope: Scope, ids: set[Any], language: str) -> Mapping[Any, str]:
    with everywhere(reason="names of the community's teams; whoever sees an event sees which team it names"):
        found = Team.objects.filter(community=scope.community_id, pk__in=ids).values_list("pk", "name")
        return {pk: in_language(name, language) for pk, name in found}


def _companies(scope: Scope, ids: set[Any], language: str) -> Mapping[Any, str]:
    found = organisations(scope).filter(pk__in=ids).values_list("pk", "name")
    return {pk: in_language(name, language) for pk, name in found}


def _people(scope: Scope) -> Any:
    """People with work in the community; their names only where the scope may look people up."""
    seen = Employment.objects.within(scope).values("person")
    return Person.objects.filter(pk__in=seen)


def _name(given: str, family: str, hidden: bool, _language: str) -> str:  # noqa: FBT001  It is a column's value.
    return _("a colleague") if hidden else f"{given} {family}".strip()


def _holder(role: str, *person: Any) -> str:
    return f"{_name(*person)} · {registry.role_name(role)}"


def _tier(tier: str, _language: str) -> str:
    return str(TIER_WORDS.get(tier, tier))


PERSON = ("given_name", "family_name", "protected_identity")
OF_EMPLOYMENT = tuple(f"person__{column}" for column in PERSON)
OF_ASSIGNMENT = tuple(f"employment__person__{column}" for column in PERSON)
ROWS: dict[str, Rows] = {
    # Events about a person are recorded without a row, under the room's own name: people stand outside communities.
    "parties": Rows(_people, PERSON, _name, "parties:person"),
    "parties.unit": Rows(Unit.objects.within, ("name",), in_language, "parties:unit"),
    "parties.member": Rows(Member.objects.within, ("organisation__name",), in_language),
    "parties.team": Rows(Team.objects.within, ("name",), in_language),
    "parties.employment": Rows(
        Employment.objects.within, OF_EMPLOYMENT, _name, "parties:person", page_of="person__uid"
    ),
    "parties.roleassignment": Rows(
        RoleAssignment.objects.within, ("role", *OF_ASSIGNMENT), _holder,
        "parties:person", page_of="employment__person__uid",
    ),
    "parties.counterpart": Rows(Counterpart.objects.within, ("tier",), _tier),
    "parties.apitoken": Rows(ApiToken.objects.within, ("name",), lambda name, _language: name),
}  # fmt: skip
