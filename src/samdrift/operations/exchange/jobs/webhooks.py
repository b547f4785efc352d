"""Webhooks are filled as the book grows and sent in the order of the book; who is silent is tried again later."""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from samdrift.foundation.clock import now, real_now
from samdrift.foundation.events.public import lengths
from samdrift.foundation.jobs.public import enqueue, job, loop
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.exchange.commands.hooks import fill, note_failed, note_sent
from samdrift.operations.exchange.formats.hooks import Failed, post, signature
from samdrift.operations.exchange.models import HookMessage, Webhook
from samdrift.registers.parties import public as parties

MOST_AT_ONCE, MOST_SECONDS = 100, 20.0
KEPT = timedelta(days=30)


@loop("exchange.fill", pause=2.0)
def fill_all() -> int:
    """Take what was sealed into messages, and see that what is due gets sent; how many places were read."""
    with everywhere(reason="webhooks of every community"):
        rows = list(Webhook.objects.filter(state="active").select_related("employment__person").order_by("pk"))
    if not rows:
        return 0
    grown = lengths({row.community_id for row in rows})
    behind = [row for row in rows if grown.get(row.community_id, 0) > row.position]
    read = sum(fill(_reader(row), row.pk, now=real_now()) for row in behind)
    with everywhere(reason="webhooks of every community"):
        due = HookMessage.objects.filter(webhook__in=rows, state="waiting", due_at__lte=real_now())
        waiting = dict(due.order_by("webhook").values_list("webhook", "community").distinct())
    for webhook, community in waiting.items():
        enqueue("exchange.post", {"webhook": webhook, "community_id": community}, key=f"exchange.post:{webhook}")
    return read


def _reader(row: Webhook) -> Scope:
    """What the webhook's maker may read today; nothing once the employment has ended."""
    scope = parties.scope_at(row.employment.person, row.employment_id, now=now())
    if scope is None or scope.employment_id != row.employment_id or not row.employment.person.is_active:
        return Scope(community_id=row.community_id)
    return scope


@job("exchange.post", retries=1)
def post_messages(payload: Mapping[str, Any]) -> None:
    """Send what is due to one webhook, in the order of the book; where nobody is there the rest waits too."""
    started = time.monotonic()
    with everywhere(reason="the messages of one webhook"):
        row = Webhook.objects.get(pk=payload["webhook"])
        due = HookMessage.objects.filter(webhook=row, state="waiting", due_at__lte=real_now()).order_by("position")
        messages = list(due[:MOST_AT_ONCE])
    scope = Scope(community_id=row.community_id)
    for message in messages:
        if row.state != "active" or time.monotonic() - started > MOST_SECONDS:
            return
        try:
            status = _send(row, message, real_now())
        except Failed as failed:
            note_failed(scope, message.pk, failed, now=real_now())
            if failed.silent or failed.gone:
                return
        else:
            note_sent(scope, message.pk, status=status, now=real_now())


def _send(row: Webhook, message: HookMessage, moment: datetime) -> int:
    body, stamp, message_id = message.body.encode(), int(moment.timestamp()), f"msg_{message.uid.hex}"
    headers = {
        "Content-Type": "application/json", "User-Agent": "samdrift", "webhook-id": message_id,
        "webhook-timestamp": str(stamp), "webhook-signature": signature(row.secret, message_id, stamp, body),
    }  # fmt: skip
    return post(row.url, headers, body, inside=settings.SAMDRIFT_HOOKS_INSIDE)


@job("exchange.forget_messages", every="25 3 * * *", each_community=True)
def forget_messages(payload: Mapping[str, Any]) -> None:
    """Delete messages that arrived a month ago; those that failed stay until somebody ends the webhook."""
    with everywhere(reason="old messages of one community"):
        old = HookMessage.objects.filter(community=payload["community_id"], state="sent")
        old.filter(answered_at__lt=real_now() - KEPT).delete()
