"""Webhooks in both directions, for the page that looks after them."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.exchange.models import HookMessage, IncomingHook, Webhook

SHOWN = 50


def webhooks(scope: Scope) -> QuerySet[Webhook]:
    """Webhooks that have not ended, by name."""
    return Webhook.objects.within(scope).exclude(state="ended").order_by("name", "pk")


def counts_of(scope: Scope, rows: list[Webhook]) -> dict[int, dict[str, int]]:
    """By webhook, how many messages wait and how many failed."""
    messages = HookMessage.objects.within(scope).filter(webhook__in=rows).order_by()
    told = messages.values("webhook").annotate(
        waiting=Count("pk", filter=Q(state="waiting")), failed=Count("pk", filter=Q(state="failed"))
    )
    return {row["webhook"]: {"waiting": row["waiting"], "failed": row["failed"]} for row in told}


def messages_of(scope: Scope, uid: UUID) -> tuple[Webhook, list[HookMessage]]:
    """A webhook and its newest messages.

    Raises:
        DoesNotExist: No such webhook within the scope.
    """
    row = Webhook.objects.within(scope).get(uid=uid)
    return row, list(HookMessage.objects.within(scope).filter(webhook=row).order_by("-position")[:SHOWN])


def incoming_hooks(scope: Scope) -> QuerySet[IncomingHook]:
    """Addresses other systems post to, by name."""
    return IncomingHook.objects.within(scope).filter(active=True).order_by("name", "pk")


def incoming_hook(uid: UUID) -> IncomingHook | None:
    """The address a message came to, if it takes any."""
    with everywhere(reason="a message says itself where it goes; its signature is the key"):
        return IncomingHook.objects.filter(uid=uid, active=True).first()
