"""Views people saved of the list."""

from uuid import UUID

from django.db.models import Q

from samdrift.foundation.scope import Scope
from samdrift.operations.requests.models import SavedView


def saved_views(scope: Scope) -> list[SavedView]:
    """This person's own views and those shared with the community, own first."""
    if scope.person_id is None:
        return []
    rows = list(SavedView.objects.within(scope).filter(page="requests").order_by("position", "name", "pk")[:30])
    return sorted(rows, key=lambda view: view.person_id != scope.person_id)


def own_view(scope: Scope, uid: UUID) -> SavedView:
    """One of this person's own views.

    Raises:
        DoesNotExist: There is none, or it is somebody else's.
    """
    return SavedView.objects.within(scope).get(Q(person=scope.person_id), uid=uid)
