"""Looking people up, and by what name they are shown."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.questions import Shaped
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import terms_of
from samdrift.registers.parties.models import (
    Employment,
    Member,
    Organisation,
    Person,
    RoleAssignment,
    Team,
    TeamMember,
    Unit,
)

PEOPLE_ORDER = ("person__folded_name", "pk")


def people(scope: Scope, *, text: str = "", unit_path: str = "", state: str = "") -> QuerySet[Employment]:
    """Employments one may look up, by name, with person, employer and unit loaded.

    Args:
        text: Beginnings of names in any order, æøåäö and case folded; or an e-mail.
        unit_path: Only people of this unit and all below it.
        state: Only people whose account is in this state.
    """
    rows = Employment.objects.within(scope).select_related("person", "organisation", "unit")
    if not scope.may("parties.view_protected"):
        # Nobody finds a protected person by a name they are not shown.
        hidden = Q(person__protected_identity=True)
        rows = rows.exclude(hidden & ~Q(person=scope.person_id)) if text else rows
    if "@" in text:
        rows = rows.filter(person__email=text.strip().lower())
    else:
        for term in terms_of(text):
            rows = rows.filter(person__folded_name__contains=f" {term}")
    if unit_path:
        rows = rows.filter(unit__path__startswith=unit_path)
    if state:
        rows = rows.filter(person__state=state)
    return rows.order_by(*PEOPLE_ORDER)


def person_by_uid(scope: Scope, uid: UUID) -> Person:
    """The person with this uid, or whose employment has it.

    Raises:
        DoesNotExist: There is none within the scope.
    """
    seen = Employment.objects.within(scope).select_related("person").filter(Q(person__uid=uid) | Q(uid=uid)).first()
    if seen is None:
        raise Person.DoesNotExist
    return seen.person


def employments_seen(scope: Scope, person: Person) -> list[Employment]:
    """The person's employments one may see, the latest first."""
    rows = Employment.objects.within(scope).filter(person=person).select_related("organisation", "unit", "person")
    return list(rows.order_by("-starts_on", "-pk"))


def holders(scope: Scope, *, day: date, role: str) -> QuerySet[RoleAssignment]:
    """Who has a role on a day, as far as one may see."""
    rows = RoleAssignment.objects.within(scope).filter(role=role, state="granted", valid_from__lte=day)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=day))
    return rows.select_related("employment__person", "employment__unit").order_by("employment__person__folded_name")


def roles_seen(scope: Scope, person: Person) -> list[RoleAssignment]:
    """The person's roles one may see, with who gave and who approved them."""
    rows = RoleAssignment.objects.within(scope).filter(employment__person=person)
    return list(rows.select_related("granted_by", "approved_by", "employment").order_by("-valid_from", "-pk"))


def roles_waiting(scope: Scope) -> list[RoleAssignment]:
    """Privileged roles that wait for a second person."""
    rows = RoleAssignment.objects.within(scope).filter(state="asked")
    return list(rows.select_related("employment__person", "granted_by").order_by("pk"))


def shown_name(scope: Scope, person: Person, title: str = "") -> str:
    """The name this reader may know: a protected person is a function title to all who need no more."""
    if not person.protected_identity or person.pk == scope.person_id or scope.may("parties.view_protected"):
        return person.full_name
    return title or _("Employee")


def names_of(scope: Scope, person_ids: Iterable[int]) -> Mapping[int, str]:
    """The names this reader may know of people who appear on a page they may see; two reads, however many people."""
    wanted = set(person_ids)
    found = Person.objects.filter(pk__in=wanted).only("given_name", "family_name", "protected_identity")
    titles: dict[int, str] = {}
    protected = [person.pk for person in found if person.protected_identity]
    if protected:
        with everywhere(reason="the title that stands for a name this reader may not know"):
            held = Employment.objects.filter(community=scope.community_id, person__in=protected)
            titles = dict(held.values_list("person_id", "title"))
    return {person.pk: shown_name(scope, person, titles.get(person.pk, "")) for person in found}


def organisations(scope: Scope) -> QuerySet[Organisation]:
    """The organisations of the community."""
    inside = Member.objects.within(scope).values("organisation")
    return Organisation.objects.filter(pk__in=inside).order_by("code")


def units(scope: Scope) -> QuerySet[Unit]:
    """The units that stand today, by code."""
    return Unit.objects.within(scope).filter(closed_on=None).order_by("code")


def unit_paths(scope: Scope) -> dict[int, str]:
    """Where each unit of the community stands in its tree: the keys from the uppermost down to its own."""
    return dict(_PATHS.rows(scope, None))


_PATHS: Shaped[tuple[int, str]] = Shaped(
    lambda scope, _form: Unit.objects.within(scope).values_list("pk", "path")
)  # fmt: skip


def unit_names(scope: Scope, unit_ids: Iterable[int]) -> dict[int, Mapping[str, str]]:
    """What some units are called in each language."""
    return dict(_NAMES.rows(scope, None, frozenset(unit_ids)))


def units_by_path(scope: Scope, unit_ids: Iterable[int]) -> list[Unit]:
    """Some units in the order of the tree."""
    return _BY_PATH.rows(scope, None, frozenset(unit_ids))


_BY_PATH: Shaped[Unit] = Shaped(
    lambda scope, _form, pks: Unit.objects.within(scope).filter(pk__in=pks).order_by("path")
)  # fmt: skip
_NAMES: Shaped[tuple[int, Mapping[str, str]]] = Shaped(
    lambda scope, _form, pks: Unit.objects.within(scope).filter(pk__in=pks).values_list("pk", "name")
)


def teams(scope: Scope) -> QuerySet[Team]:
    """The teams of the community that are given work, by code, with their employer."""
    return Team.objects.within(scope).filter(closed_on=None).select_related("organisation").order_by("code")


def team_by_uid(scope: Scope, uid: UUID) -> Team:
    """One team to look at, its employer loaded; also one that is closed.

    Raises:
        DoesNotExist: There is none within the scope.
        NotAllowed: Its people are not for them to look up, and they are not in it.
    """
    team = Team.objects.within(scope).select_related("organisation").get(uid=uid)
    if not knows_people_of(scope, team):
        raise NotAllowed(_("Who is in a team is for those who look people up, and for the team."))
    return team


def knows_people_of(scope: Scope, team: Team) -> bool:
    """Whether somebody may know who is in a team: they look people up or put teams together, or are in it."""
    wide = {"parties.view_people", "parties.manage_teams"}
    return team.pk in scope.team_ids or any(
        grant.reach == "all" and not wide.isdisjoint(grant.permissions) for grant in scope.grants
    )


def people_for_team(scope: Scope, team: Team, *, text: str, day: date) -> list[Employment]:
    """People of the team's employer whose name begins so and who are not in it yet, twenty at most."""
    inside = TeamMember.objects.within(scope).filter(team=team).values("employment")
    rows = people(scope, text=text).filter(organisation=team.organisation_id).exclude(pk__in=inside)
    return list(rows.filter(Q(ends_on=None) | Q(ends_on__gte=day))[:20])


def members_by_team(scope: Scope, *, day: date) -> Mapping[int, list[TeamMember]]:
    """Who works in which team on a day, leaders first; one read for all teams."""
    rows = TeamMember.objects.within(scope).filter(employment__starts_on__lte=day)
    rows = rows.filter(Q(employment__ends_on=None) | Q(employment__ends_on__gte=day))
    found: dict[int, list[TeamMember]] = {}
    for row in rows.select_related("employment__person").order_by("-leads", "employment__person__folded_name", "pk"):
        found.setdefault(row.team_id, []).append(row)
    return found


def unit_by_uid(scope: Scope, uid: UUID) -> Unit:
    """The unit, its parent loaded.

    Raises:
        DoesNotExist: There is none within the scope.
    """
    return Unit.objects.within(scope).select_related("parent", "organisation").get(uid=uid)
