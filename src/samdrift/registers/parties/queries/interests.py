"""Who declared what about whom, and whether somebody may decide on a counterpart's matters."""

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties.models import Interest, Member, Organisation

BINDS = ("open", "upheld")


def interests(scope: Scope) -> "QuerySet[Interest]":
    """One's own declarations, and those one decides on, the newest first."""
    rows = Interest.objects.within(scope).select_related("person", "counterpart", "decided_by")
    return rows.order_by("-declared_at", "-pk")


def other_parties(scope: Scope) -> list[Organisation]:
    """The organisations of the community that are not the actor's own."""
    with everywhere(reason="who shares the record is known to all who are in it"):
        members = Member.objects.filter(community=scope.community_id).exclude(organisation=scope.party_id)
        return [one.organisation for one in members.select_related("organisation").order_by("organisation__code")]


def has_open_interest(community_id: int, person_id: int | None, organisation_id: int | None) -> bool:
    """Whether somebody declared an interest in a counterpart that stands: then they approve nothing of theirs.

    The person counts, whatever role or employment they act for (domain.md §2.15, trap 34).
    """
    if person_id is None or organisation_id is None:
        return False
    with everywhere(reason="whether a person may decide is asked for this one answer"):
        rows = Interest.objects.filter(person=person_id, counterpart=organisation_id, state__in=BINDS)
        return rows.filter(community=community_id).exists()
