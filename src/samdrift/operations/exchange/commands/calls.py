"""What the telephone exchange tells of a call becomes a contact at the desk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.operations.desk import public as desk
from samdrift.registers.parties import public as parties

PREFIX = "call:"
MAY = frozenset({"desk.take", "desk.view"})


def exchange_scope(community_id: int) -> Scope:
    """What a telephone exchange may do here: tell of contacts, and nothing else."""
    return Scope(community_id=community_id, grants=(Grant(role="hook", permissions=MAY),), roles=("hook",))


def take_call(scope: Scope, kind: str, data: Mapping[str, Any], *, now: datetime) -> UUID:
    """Keep one of a call's events: started, answered, ended or abandoned. Safe to repeat, in any order that arrives.

    Args:
        data: `call_id` and `at` always; `from`, `queue`, `language` and `direction` when it starts; `agent` (an
            e-mail) when it is answered; `talk_seconds` and `hold_seconds` when it ends.

    Raises:
        Invalid: Something is missing or no moment.
        Refused: The call was answered and abandoned both.
    """
    scope.require_somewhere("desk.take")
    call_id, at = str(data.get("call_id") or "")[:100], _moment(data.get("at"), now)
    if not call_id:
        raise Invalid({"call_id": _("The call needs its id.")})
    contact = _opened(scope, call_id, data, at, now)
    match kind:
        case "call.answered":
            agent = _agent(scope, str(data.get("agent") or ""))
            desk.answer_contact(scope, contact.uid, now=now, agent_id=agent, answered_at=at)
        case "call.abandoned":
            desk.abandon_contact(scope, contact.uid, at=at, now=now)
        case "call.ended":
            talk, hold = _seconds(data.get("talk_seconds")), _seconds(data.get("hold_seconds"))
            desk.end_contact(scope, contact.uid, at=at, now=now, talk_seconds=talk, hold_seconds=hold)
    uid: UUID = contact.uid
    return uid


KINDS = frozenset({"call.started", "call.answered", "call.abandoned", "call.ended"})


def _opened(scope: Scope, call_id: str, data: Mapping[str, Any], at: datetime, now: datetime) -> desk.Contact:
    language = str(data.get("language") or "en")[:2]
    opening = desk.Opening(
        channel="phone", started_at=at, reference=f"{PREFIX}{call_id}", queue=str(data.get("queue") or "")[:24],
        direction="out" if data.get("direction") == "out" else "in", caller_handle=str(data.get("from") or "")[:60],
        language=language if language in ("en", "da", "sv") else "en",
    )  # fmt: skip
    return desk.open_contact(scope, opening, now=now)


def _moment(given: object, now: datetime) -> datetime:
    if given in (None, ""):
        return now
    try:
        at = datetime.fromisoformat(str(given))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Invalid({"at": _("A moment has its offset, such as 2026-01-31T08:15:00Z.")})
    return min(at, now)


def _seconds(given: object) -> int | None:
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 1_000_000 else None


def _agent(scope: Scope, email: str) -> int | None:
    if "@" not in email:
        return None
    with everywhere(reason="which of the community's people picked up"):
        works = parties.Employment.objects.filter(community=scope.community_id, person__email__iexact=email)
        return works.values_list("person_id", flat=True).order_by("pk").first()
