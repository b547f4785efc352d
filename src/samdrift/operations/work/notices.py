"""What people are told about work orders: a new one, one that is gone, a second visit in vain, something unsafe.

An order given to somebody is told to them alone. What lies with a team for anybody to take is told as one sum now and
then, or a team with fifty planned visits would hear of none; only what cannot wait is told to everybody at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.clock import now, real_now
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.fields import in_language
from samdrift.foundation.notices.public import (
    APP,
    MAIL,
    PUSH,
    SMS,
    Letter,
    Notice,
    NoticeKind,
    Sending,
    Telling,
    To,
    letter_writer,
    moment_words,
    register_kinds,
)
from samdrift.foundation.scope import Scope
from samdrift.operations.work import events, rules
from samdrift.operations.work.commands.linking import LETTER
from samdrift.operations.work.models import OrderComment, WorkLink, WorkOrder
from samdrift.operations.work.queries.links import address_of
from samdrift.registers.parties import public as parties

NO_ACCESS_TWICE = 2
OPEN_CLASS = "D1"
POOL_TOLD_EVERY = timedelta(hours=4)


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


def _told_one_by_one(order: WorkOrder) -> bool:
    """Whether it is told by itself, as it stands now."""
    return rules.is_told_one_by_one(
        given=order.assignee_id is not None, priority=order.priority, restricted=order.data_class != OPEN_CLASS,
        far=rules.is_far(order.planned_from, now()),
    )  # fmt: skip


def _given(event: EventRecord) -> Telling | None:
    order = _order(event)
    if order is None or not order.is_open or not _told_one_by_one(order) or _given_on(order, event):
        return None
    return _told(order, _doers(order))


def _given_on(order: WorkOrder, event: EventRecord) -> bool:
    """Whether it went to somebody else since: what gave it to them tells it."""
    return bool(event.payload["assignee_id"] != order.assignee_id)


def _ahead(event: EventRecord) -> Telling | None:
    """How much lies in somebody's days ahead by now, for them alone."""
    order = _order(event)
    if order is None or not order.is_open or order.assignee_id is None or _told_one_by_one(order):
        return None
    own = WorkOrder.objects.filter(
        assignee=order.assignee_id, community=order.community_id, is_open=True, data_class=OPEN_CLASS,
        planned_from__gt=now(),
    )  # fmt: skip
    facts = own.aggregate(count=Count("pk"), due=Max("planned_from"))
    if not facts["count"]:
        return None
    zone = order.site.timezone if order.site else "UTC"
    return Telling(
        to=[To(one.person_id, one.employment_id) for one in _doers(order) if _sees(one.scope, order)],
        facts={"count": facts["count"], "zone": zone, "due": facts["due"].isoformat()},
    )


def _in_the_pool(event: EventRecord) -> Telling | None:
    """How much nobody of the team has taken by now, for everybody who may take it."""
    order = _order(event)
    if order is None or not order.is_open or order.team_id is None:
        return None
    if order.assignee_id is not None or _told_one_by_one(order):
        return None
    waiting = WorkOrder.objects.filter(
        team=order.team_id, assignee=None, is_open=True, state__in=("ready", "dispatched"), data_class=OPEN_CLASS
    )
    facts = waiting.aggregate(count=Count("pk"), due=Min("due_at"))
    zone = order.site.timezone if order.site else "UTC"
    due = {"due": facts["due"].isoformat()} if facts["due"] else {}
    holders = [one for one in parties.team_of(order.community_id, order.team_id, now=now()) if _sees(one.scope, order)]
    return Telling(
        to=[To(one.person_id, one.employment_id) for one in holders],
        facts={"count": facts["count"], "zone": zone, **due},
    )


def _gone(event: EventRecord) -> Telling | None:
    order = _order(event) if event.payload["after"] == "cancelled" else None
    own = order is not None and order.assignee_id is not None
    return _told(order, _doers(order)) if order and (own or _told_one_by_one(order)) else None


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


def _mentioned(event: EventRecord) -> Telling | None:
    order = _order(event)
    comment = OrderComment.objects.filter(uid=event.payload["comment_id"]).first()
    if order is None or comment is None:
        return None
    found = [parties.employed_here(order.community_id, pk, now=now()) for pk in comment.mentioned]
    telling = _told(order, [one for one in found if one is not None])
    return replace(telling, facts={**telling.facts, "said": comment.body[:300]})


def _unsafe(event: EventRecord) -> Telling | None:
    order = _order(event) if event.payload["reason"] == "unsafe" else None
    return _told(order, _holders(order, "OPS-M", "LOC-FM", "EMP-REP"), urgent=True) if order else None


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts, "due": moment_words(facts["due"], facts["zone"]) if facts.get("due") else "–"}


def _link(notice: Notice) -> str:
    return f"/work/{notice.subject_uid}/" if notice.subject_uid else ""


def _zone(link: WorkLink) -> str:
    return parties.Community.objects.values_list("timezone", flat=True).get(pk=link.community_id)


@letter_writer(LETTER)
def _link_letter(row: Sending) -> Letter | None:
    """The mail a subcontractor's link goes out by; None when the link was withdrawn before it left."""
    link = WorkLink.objects.filter(sending=row.pk).select_related("organisation", "work_order").first()
    if link is None or link.withdrawn_at is not None or link.expires_at <= real_now():
        return None
    company, order = in_language(link.organisation.name, link.language), link.work_order
    until = moment_words(link.expires_at.isoformat(), _zone(link))
    text = _("Open the link to see all work that is given to you. You need no password.")
    if order is not None:
        text = _("Open the link to see it, say yes or no, and write what was done. You need no password.")
    limits = _("It opens until %(moment)s. Keep it to yourself.") % {"moment": until}
    return Letter(
        title=str(_("Work for you: %(number)s") % {"number": order.number} if order else _("Your list of work")),
        text=f"{text}\n\n{limits}", link=address_of(link), link_text=str(_("Open the work")),
        reason=str(_("You get this because work was given to %(company)s.") % {"company": company}),
    )  # fmt: skip


def _talk(notice: Notice) -> str:
    return f"/work/{notice.subject_uid}/comments/" if notice.subject_uid else ""


YOURS = _("You get this because you or your team have this work order.")
register_kinds(
    NoticeKind(
        key="order.new", number="N-11", name=_("A new work order for you, or an urgent one for your team"),
        channels=frozenset({APP, PUSH}), subject=_("%(number)s: %(title)s"), body=_("It is due by %(due)s."),
        reason=YOURS, events=(events.OrderDispatched.kind,), tell=_given, words=_words, link=_link,
    ),
    NoticeKind(
        key="order.pool", number="N-11", name=_("How much waits in your team for anybody to take"),
        channels=frozenset({APP}), subject=_("Open in your team: %(count)s"),
        body=_("Nobody has taken these work orders yet. The first is due by %(due)s."),
        reason=_("You get this, every four hours at most, because you are in the team."),
        events=(events.OrderDispatched.kind,), tell=_in_the_pool, again_after=POOL_TOLD_EVERY, again_for_any=True,
        words=_words, link=lambda notice: "/work/",
    ),
    NoticeKind(
        key="order.ahead", number="N-11", name=_("What lies in your days ahead"), channels=frozenset({APP}),
        subject=_("Planned for you: %(count)s"), body=_("These work orders lie in your days up to %(due)s."),
        reason=_("You get this, every four hours at most, because work of days ahead was given to you."),
        events=(events.OrderDispatched.kind,), tell=_ahead, again_after=POOL_TOLD_EVERY, again_for_any=True,
        words=_words, link=lambda notice: "/work/",
    ),
    NoticeKind(
        key="order.mentioned", number="N-11", name=_("Somebody mentions you on a work order"),
        channels=frozenset({APP, PUSH, MAIL}), subject=_("%(number)s: you are mentioned"), body=_("“%(said)s”"),
        reason=_("You get this because somebody mentioned you in a comment."),
        events=(events.OrderCommented.kind,), tell=_mentioned, words=_words, link=_talk,
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
