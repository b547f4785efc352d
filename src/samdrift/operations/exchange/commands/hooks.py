"""Webhooks: made, paused and ended by people; filled from the sealed book and sent by the worker."""

import json
from collections.abc import Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import books_of, record, sealed_entries
from samdrift.foundation.events.public import kinds as all_kinds
from samdrift.foundation.scope import OPEN_CLASSES, Scope, everywhere
from samdrift.operations.exchange.events import IncomingHookSet, WebhookSet
from samdrift.operations.exchange.formats import hooks as formats
from samdrift.operations.exchange.models import HookMessage, IncomingHook, Webhook

BATCH = 200
STATES = ("active", "paused", "ended")
# What may travel: open classes, whatever else the maker may read.
TRAVELS = OPEN_CLASSES


@transaction.atomic
def make_webhook(scope: Scope, *, name: str, url: str, kinds: Sequence[str], now: datetime) -> tuple[Webhook, str]:
    """Let an address hear of events from now on, as far as its maker may read the book; gives its secret too.

    Args:
        kinds: Kinds of events, or a room's with a star: requests.*.

    Raises:
        Invalid: The address is none, or there is no such kind.
        NotAllowed: The actor does not manage what passes between systems, or may not read the book.
    """
    scope.require("exchange.manage")
    if scope.employment_id is None or (not books_of(scope).exists() and not scope.may("events.view")):
        raise NotAllowed(_("Only somebody who may read the open book makes webhooks."))
    parts = urlsplit(url.strip())
    wrong: dict[str, object] = {}
    if not name.strip():
        wrong["name"] = _("Give it a name, such as the system that listens.")
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or len(url) > 500:
        wrong["url"] = _("Give an address that begins with https://.")
    strange = [kind for kind in kinds if not any(fnmatchcase(each, kind) for each in all_kinds)]
    if strange or not kinds:
        wrong["kinds"] = _("There are no such events: %(kinds)s.") % {"kinds": ", ".join(strange) or "–"}
    if wrong:
        raise Invalid(wrong)
    position = books_of(scope).filter(name="shared").values_list("position", flat=True).first() or 0
    row = Webhook.objects.create(
        community_id=scope.community_id, name=name.strip()[:80], url=url.strip(), kinds=sorted(set(kinds)),
        secret=formats.new_secret(), employment_id=scope.employment_id, position=position, made_at=now,
    )  # fmt: skip
    record(WebhookSet(webhook_uid=row.uid, state="active"), scope=scope, at=now, subject=row)
    return row, row.secret


@transaction.atomic
def set_webhook_state(scope: Scope, uid: UUID, *, state: str, now: datetime) -> Webhook:
    """Pause, resume or end a webhook. While paused it misses nothing; what is ended stays so.

    Raises:
        DoesNotExist: No such webhook within the scope.
        Invalid: There is no such state.
        Refused: It has ended.
    """
    row = Webhook.objects.within(scope).locked(uid)
    if state not in STATES:
        raise Invalid({"state": _("There is no such state.")})
    if row.state == "ended":
        raise Refused(_("This webhook has ended. Make a new one."))
    row.state, row.failures = state, 0
    row.save_changes("state", "failures")
    record(WebhookSet(webhook_uid=row.uid, state=state), scope=scope, at=now, subject=row)
    return row


@transaction.atomic
def send_again(scope: Scope, uid: UUID, *, after: int, now: datetime) -> int:
    """Send everything after a place in the book once more, also what had arrived; how many wait now.

    Receivers know a message by its id, which stays the same.

    Raises:
        DoesNotExist: No such webhook within the scope.
    """
    row = Webhook.objects.within(scope).locked(uid)
    with everywhere(reason="the messages of a webhook of ours"):
        messages = HookMessage.objects.filter(webhook=row, position__gt=after).exclude(state="waiting")
        count = messages.update(state="waiting", attempts=0, due_at=now)
    if after < row.position:
        row.position = after
        row.save_changes("position")
    return count


@transaction.atomic
def fill(scope: Scope, webhook_id: int, *, now: datetime) -> int:
    """Take what was sealed since the last look into messages, as far as `scope` may read it; how many places it read.

    Args:
        scope: What the webhook's maker may read today; without a grant for the book nothing passes.
    """
    with everywhere(reason="the worker fills webhooks of every community"):
        row = Webhook.objects.select_for_update(of=("self",)).get(pk=webhook_id)
    if row.state == "ended" or not books_of(scope).filter(name="shared").exists():
        return 0
    entries, last, _more = sealed_entries(scope, "shared", after=row.position, limit=BATCH)
    fresh = [
        HookMessage(
            community_id=row.community_id, webhook=row, position=entry.position, kind=event["kind"], due_at=now,
            body=json.dumps(_told(event, entry.position), separators=(",", ":"), ensure_ascii=False, default=str),
        )
        for entry in entries
        if (event := dict(entry.payload or {})) and _wanted(row, event)
    ]  # fmt: skip
    HookMessage.objects.bulk_create(fresh, ignore_conflicts=True)
    read = last - row.position
    row.position = last
    row.save(update_fields=["position"])
    return read


def _wanted(row: Webhook, event: dict[str, object]) -> bool:
    kind = str(event["kind"])
    return event.get("data_class") in TRAVELS and any(fnmatchcase(kind, wanted) for wanted in row.kinds)


def _told(event: dict[str, object], position: int) -> dict[str, object]:
    data = {name: event[name] for name in ("subject_kind", "subject", "line", "payload")}
    return {"type": event["kind"], "timestamp": event["happened_at"], "position": position, "event": event["uid"],
            "data": data}  # fmt: skip


@transaction.atomic
def note_sent(scope: Scope, message_id: int, *, status: int, now: datetime) -> None:
    """A message arrived."""
    with everywhere(reason="the worker notes what came of a message"):
        row = HookMessage.objects.select_related("webhook").get(pk=message_id)
        row.state, row.answered_at, row.answer, row.attempts = "sent", now, str(status), row.attempts + 1
        row.save(update_fields=["state", "answered_at", "answer", "attempts"])
        if row.webhook.failures:
            Webhook.objects.filter(pk=row.webhook_id).update(failures=0)


@transaction.atomic
def note_failed(scope: Scope, message_id: int, failed: formats.Failed, *, now: datetime) -> None:
    """A message did not arrive: it is tried again later, or given up; who is silent for days is paused."""
    with everywhere(reason="the worker notes what came of a message"):
        row = HookMessage.objects.select_related("webhook").select_for_update(of=("self",)).get(pk=message_id)
        webhook = Webhook.objects.select_for_update().get(pk=row.webhook_id)
    row.attempts += 1
    pause = None if failed.lasting or failed.gone else formats.again_after(row.attempts)
    row.state, row.answer = "failed" if pause is None else "waiting", str(failed)[:200]
    row.due_at = now + pause if pause else row.due_at
    row.save(update_fields=["attempts", "state", "answer", "due_at"])
    webhook.failures += 1
    webhook.save(update_fields=["failures"])
    given_up = pause is None and not failed.lasting
    if (failed.gone or given_up) and webhook.state == "active":
        webhook.state = "ended" if failed.gone else "paused"
        webhook.save_changes("state")
        event = WebhookSet(webhook_uid=webhook.uid, state=webhook.state, by_itself=True)
        record(event, scope=scope, at=now, subject=webhook)


@transaction.atomic
def make_incoming_hook(scope: Scope, *, name: str, now: datetime) -> tuple[IncomingHook, str]:
    """Give another system an address to post signed messages to, and the secret it signs with.

    Raises:
        Invalid: It has no name.
        NotAllowed: The actor does not manage what passes between systems.
    """
    scope.require("exchange.manage")
    if not name.strip():
        raise Invalid({"name": _("Give it a name, such as the system that posts.")})
    row = IncomingHook.objects.create(
        community_id=scope.community_id, name=name.strip()[:80], secret=formats.new_secret(), made_at=now
    )
    record(IncomingHookSet(hook_uid=row.uid, active=True), scope=scope, at=now, subject=row)
    return row, row.secret


@transaction.atomic
def end_incoming_hook(scope: Scope, uid: UUID, *, now: datetime) -> IncomingHook:
    """Take no more messages at an address. Safe to repeat.

    Raises:
        DoesNotExist: No such address within the scope.
    """
    row = IncomingHook.objects.within(scope).locked(uid)
    if row.active:
        row.active = False
        row.save_changes("active")
        record(IncomingHookSet(hook_uid=row.uid, active=False), scope=scope, at=now, subject=row)
    return row
