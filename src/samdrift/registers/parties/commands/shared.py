"""What the commands of this room share: raising versions, so that remembered scopes are left behind."""

from collections.abc import Iterable, Sequence

from django.db.models import F, Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.search.public import Findable, forget_row, index_rows
from samdrift.registers.parties.models import Deputy, Employment, Member, Person, RoleAssignment


def leave_scopes_behind(person_ids: Iterable[int | None]) -> None:
    """Raise these people's versions: from the next request on their scope is built anew."""
    people = [pk for pk in person_ids if pk]
    with everywhere(reason="whoever stands in for somebody acts with that person's roles"):
        stand_ins = Deputy.objects.filter(principal__person__in=people, revoked_at=None)
        people += stand_ins.values_list("stand_in__person", flat=True)
    Person.objects.filter(pk__in=people).update(grants_version=F("grants_version") + 1)


def leave_unit_scopes_behind(community_id: int) -> None:
    """The same for everybody whose role reaches a subtree, after the tree has changed."""
    with everywhere(reason="everybody whose reach follows the tree"):
        reached = RoleAssignment.objects.filter(community=community_id, reach_kind__in=("unit", "contract"))
        people = reached.values("employment__person")
        stand_ins = Deputy.objects.filter(community=community_id, revoked_at=None).values("stand_in__person")
        Person.objects.filter(Q(pk__in=people) | Q(pk__in=stand_ins)).update(grants_version=F("grants_version") + 1)


def index_people(employments: Sequence[Employment]) -> None:
    """Let people be found by name within whoever's reach their unit lies; a protected person by nobody."""
    each = {one.pk: one for one in employments}.values()  # one statement may write a row once only
    index_rows(
        Findable(kind="person", row=one, title=one.person.full_name, body=one.title, person_id=one.person_id)
        for one in each
        if not one.person.protected_identity
    )
    for one in each:
        if one.person.protected_identity:
            forget_row("person", one.uid)


def require_member(scope: Scope, organisation_id: int) -> Member:
    """The organisation's place in the community.

    Raises:
        Refused: It has none.
    """
    member = Member.objects.within(scope).filter(organisation=organisation_id).first()
    if member is None:
        raise Refused(_("This organisation is not a member of the community."))
    return member
