"""Saving and forgetting a list's filters under a name."""

from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import Scope
from samdrift.operations.requests.models import SavedView
from samdrift.operations.requests.queries.views import own_view

MOST = 40


@transaction.atomic
def save_view(scope: Scope, *, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep filters and order under a name; the same name again replaces it.

    Raises:
        Invalid: There is no name.
        NotAllowed: The actor sees no list to keep.
        Refused: There are too many already.
    """
    scope.require_somewhere("requests.view")
    name = name.strip()[:80]
    if not name or scope.person_id is None:
        raise Invalid({"name": _("Give the view a name.")})
    kept = urlencode([(k, v) for k, v in parse_qsl(query.lstrip("?")) if k not in ("after", "lang")])[:600]
    mine = SavedView.objects.within(scope).filter(person=scope.person_id, page="requests")
    known = mine.filter(name=name).first()
    if known is not None:
        known.query, known.shared = kept, shared
        known.save_changes("query", "shared")
        return known
    if mine.count() >= MOST:
        raise Refused(_("You have saved many views already. Forget one first."))
    return SavedView.objects.create(
        community_id=scope.community_id, person_id=scope.person_id, name=name, query=kept, shared=shared
    )


@transaction.atomic
def forget_view(scope: Scope, uid: UUID) -> None:
    """Forget one of one's own views.

    Raises:
        DoesNotExist: There is none, or it is somebody else's.
    """
    own_view(scope, uid).delete()
