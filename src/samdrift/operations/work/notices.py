"""What people are told about work orders: a new one, one that is gone, a second visit in vain, something unsafe."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.clock import now
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import (
    APP,
    MAIL,
    PUSH,
    SMS,
    Notice,
    NoticeKind,
    Telling,
    To,
    moment_words,
    register_kinds,
)
from samdrift.foundation.scope import Scope
from samdrift.operations.work import events
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.parties import public as parties

NO_ACCESS_TWICE = 2


def _order(event: EventRecord) -> WorkOrder | None:
    rows = WorkOrder.objects.filter(uid=event.payload["work_order_id"], community=event.community_id)
    return rows.select_related("site").first()


def _told(order: WorkOrder, found: Iterable[parties.Holder], *, urgent: bool = False) -> Telling:
    facts = {"number": order.number, "title": order.title, "zone": order.site.timezone if order.site else "UTC"}
    if order.due_at is not None:
        facts["due"] = order.due_at.isoformat()
    return Telling(
        to=[To(one.person_id, one.employment_id) for one in found if _sees(one.scope, order)], facts=facts,
        data_class=order.data_class, owner_party_id=order.owner_party_id, subject_kind="work.workorder",
        subject_uid=order.uid, urgent=urgent or order.priority == 1,
    )  # fmt: skip


def _sees(scope: Scope, order: WorkOrder) -> bool:
    assigned = order.assignee_id == scope.person_id or (order.team_id or 0) in scope.team_ids
    return order.owner_party_id in (None, scope.party_id) and scope.allows(
        "work.view", contract=order.contract_id, site=order.site_id, unit=order.unit_id, line=order.line_code,
        data_class=order.data_class, assigned=assigned,
    )  # fmt: skip


def _holders(order: WorkOrder, *roles: str) -> list[parties.Holder]:
    return parties.holders_of(
        order.community_id, roles, now=now(), unit_id=order.unit_id, site_id=order.site_id,
        contract_id=order.contract_id, line=order.line_code,
    )  # fmt: skip


def _doers(order: WorkOrder) -> list[parties.Holder]:
    if order.assignee_id is not None:
        one = parties.employed_here(order.community_id, order.assignee_id, now=now())
        return [one] if one else []
    return parties.team_of(order.community_id, order.team_id, now=now()) if order.team_id else []


def _given(event: EventRecord) -> Telling | None:
    order = _order(event)
    return _told(order, _doers(order)) if order is not None and order.is_open else None


def _gone(event: EventRecord) -> Telling | None:
    order = _order(event) if event.payload["after"] == "cancelled" else None
    return _told(order, _doers(order)) if order else None


def _in_vain(event: EventRecord) -> Telling | None:
    if event.payload["reason"] != "no_access" or event.payload["after"] != "failed":
        return None
    order = _order(event)
    if order is None:
        return None
    visits = EventRecord.objects.filter(
        subject_uid=event.subject_uid, kind=events.OrderMoved.kind, payload__reason="no_access",
        payload__after="failed", happened_at__lte=event.happened_at,
    )  # fmt: skip
    return _told(order, _holders(order, "LOC-FM")) if visits.count() >= NO_ACCESS_TWICE else None


def _unsafe(event: EventRecord) -> Telling | None:
    order = _order(event) if event.payload["reason"] == "unsafe" else None
    return _told(order, _holders(order, "OPS-M", "LOC-FM", "EMP-REP"), urgent=True) if order else None


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts, "due": moment_words(facts["due"], facts["zone"]) if facts.get("due") else "–"}


def _link(notice: Notice) -> str:
    return f"/work/{notice.subject_uid}/" if notice.subject_uid else ""


YOURS = _("You get this because you or your team have this work order.")
register_kinds(
    NoticeKind(
        key="order.new", number="N-11", name=_("A new work order for you or your team"),
        channels=frozenset({APP, PUSH}), subject=_("%(number)s: %(title)s"), body=_("It is due by %(due)s."),
        reason=YOURS, events=(events.OrderDispatched.kind,), tell=_given, words=_words, link=_link,
    ),
    NoticeKind(
        key="order.cancelled", number="N-11", name=_("A work order of yours is cancelled"),
        channels=frozenset({APP, PUSH}), subject=_("%(number)s is cancelled: %(title)s"),
        body=_("Do not start it. If you have, write down the time you spent."), reason=YOURS,
        events=(events.OrderMoved.kind,), tell=_gone, words=_words, link=_link,
    ),
    NoticeKind(
        key="order.no_access", number="N-12", name=_("Nobody let us in, twice"), channels=frozenset({APP, MAIL}),
        subject=_("%(number)s: nobody could be let in for the second time"),
        body=_("Please say when somebody can get in for “%(title)s”."),
        reason=_("You get this because you speak for this site."), events=(events.OrderMoved.kind,), tell=_in_vain,
        words=_words, link=_link,
    ),
    NoticeKind(
        key="order.unsafe", number="N-13", name=_("Work was refused as unsafe"), must=True,
        channels=frozenset({APP, SMS}), subject=_("%(number)s was refused as unsafe"),
        body=_("“%(title)s” does not go on before it is safe."),
        reason=_("You get this because you answer for safety here."), events=(events.OrderMoved.kind,), tell=_unsafe,
        words=_words, link=_link,
    ),
)  # fmt: skip
