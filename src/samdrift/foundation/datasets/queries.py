"""Kept questions, what somebody follows, and secret links."""

from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.datasets.commands import digest_of
from samdrift.foundation.datasets.models import SavedQuestion, SecretLink, Subscription
from samdrift.foundation.scope import Scope, everywhere


def kept_questions(scope: Scope, dataset: str = "") -> list[SavedQuestion]:
    """One's own questions and those shared by one's party, own first; of one list, or of all."""
    if scope.person_id is None:
        return []
    rows = SavedQuestion.objects.within(scope)
    rows = rows.filter(dataset=dataset) if dataset else rows
    return sorted(rows.order_by("name", "pk")[:300], key=lambda one: one.person_id != scope.person_id)


def kept_question(scope: Scope, uid: UUID) -> SavedQuestion:
    """A question one may see.

    Raises:
        DoesNotExist: There is none.
    """
    return SavedQuestion.objects.within(scope).get(uid=uid)


def followed(scope: Scope) -> QuerySet[Subscription]:
    """What somebody is told of, by name."""
    return Subscription.objects.within(scope).select_related("saved").order_by("saved__name", "pk")


def links_of(scope: Scope, kind: str = "") -> QuerySet[SecretLink]:
    """One's own links that work, the newest first."""
    rows = SecretLink.objects.within(scope).filter(ended_at__isnull=True).select_related("saved")
    return (rows.filter(kind=kind) if kind else rows).order_by("-made_at", "-pk")


def link_by_secret(token: str, kind: str) -> SecretLink | None:
    """The link with this secret that still works, its person loaded; what it shows is its maker's gate to say."""
    with everywhere(reason="the secret is the key; what it opens is narrowed by its maker's gate"):
        found = SecretLink.objects.filter(digest=digest_of(token), kind=kind, ended_at__isnull=True)
        return found.select_related("employment__person", "saved").first()
