"""What people are told of changes of service: one waits for them, or theirs was answered (domain.md §5, N-27)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import Notice, NoticeKind, Telling, To, register_kinds
from samdrift.foundation.scope import everywhere
from samdrift.partnership.scaling import events, queries, rules
from samdrift.partnership.scaling.models import VIEW, ChangeOrder
from samdrift.registers.parties import public as parties

# Who is told when it is their move.
ROLES = {
    "budget": ("BUD",), "contract": ("CTR-C",), "steering": ("STEER-C",), "provider": ("CTR-P",),
    "customer": ("LOC-FM", "BUD"),
}  # fmt: skip


LEADERS = ("OPS-M",)


def _order(event: EventRecord) -> ChangeOrder | None:
    with everywhere(reason="the change an event speaks of; its receivers are asked through their own gate"):
        rows = ChangeOrder.objects.filter(uid=event.payload["change_id"], community=event.community_id)
        return rows.select_related("unit").first()


def _waiting(event: EventRecord) -> Telling | None:
    order = _order(event)
    if order is None:
        return None
    with everywhere(reason="whose move it is; who may see it is asked of each receiver"):
        said = list(queries.everything_said(order.pk))
    waits = rules.waits_for(queries.standing_of(order, said))
    if not waits:
        return None
    held = parties.holders_of(
        order.community_id, ROLES[waits], now=event.happened_at, unit_id=order.unit_id, contract_id=order.contract_id
    )
    never = {order.asked_by_id} if waits in rules.APPROVAL else set()
    acting = [one for one in held if one.person_id not in never and _sees(one, order)]
    return _telling(order, acting) if acting else None


def _followed(event: EventRecord) -> Telling | None:
    """Whoever leads the work hears that rounds or plans move by themselves, and when nothing does, nothing."""
    if not (event.payload["rounds"] or event.payload["plans"]):
        return None
    with everywhere(reason="the change an event speaks of; its receivers are asked through their own gate"):
        rows = ChangeOrder.objects.filter(uid=event.payload["source_uid"], community=event.community_id)
        order = rows.select_related("unit").first()
    if order is None:
        return None
    held = parties.holders_of(
        order.community_id, LEADERS, now=event.happened_at, unit_id=order.unit_id, contract_id=order.contract_id
    )
    acting = [one for one in held if _sees(one, order)]
    return _telling(order, acting) if acting else None


def _answered(event: EventRecord) -> Telling | None:
    order = _order(event)
    if order is None or order.asked_by_id is None:
        return None
    holder = parties.employed_here(order.community_id, order.asked_by_id, now=event.happened_at)
    return _telling(order, [holder]) if holder and _sees(holder, order) else None


def _sees(holder: parties.Holder, order: ChangeOrder) -> bool:
    where = {"contract": order.contract_id, "unit": order.unit_id, "data_class": order.data_class}
    return holder.scope.allows(VIEW, **where)


def _telling(order: ChangeOrder, acting: list[parties.Holder]) -> Telling:
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in acting],
        facts={"number": order.number, "name": order.name}, data_class=order.data_class,
        subject_kind="scaling.changeorder", subject_uid=order.uid,
    )  # fmt: skip


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    return dict(facts)


def _link(notice: Notice) -> str:
    return f"/changes/{notice.subject_uid}/"


register_kinds(
    NoticeKind(
        key="scaling.waiting", number="N-27", name=gettext_lazy("A change of service waits for you"), must=True,
        subject=gettext_lazy("Your move: change of service %(number)s"),
        body=gettext_lazy("The change of service %(number)s %(name)s waits for your answer."),
        reason=gettext_lazy("You get this because you decide on changes of service here."),
        events=(
            events.ChangeSubmitted.kind, events.ChangeApproved.kind, events.ChangeObjected.kind,
            events.ObjectionAnswered.kind,
        ), tell=_waiting, words=_words, link=_link,
    ),
    NoticeKind(
        key="scaling.work_follows", number="N-27", name=gettext_lazy("Rounds and plans follow a change"), must=False,
        subject=gettext_lazy("Rounds and plans follow the change of service %(number)s"),
        body=gettext_lazy("The change of service %(number)s %(name)s is agreed; rounds and plans follow. See which."),
        reason=gettext_lazy("You get this because you lead the work there."),
        events=(events.WorkFollowed.kind,), tell=_followed, words=_words, link=_link,
    ),
    NoticeKind(
        key="scaling.answered", number="N-27", name=gettext_lazy("Your change of service was answered"), must=False,
        subject=gettext_lazy("Answered: change of service %(number)s"),
        body=gettext_lazy("Somebody decided on your change of service %(number)s %(name)s. Open it to see how."),
        reason=gettext_lazy("You get this because you asked for it."),
        events=(
            events.ChangeAccepted.kind, events.ChangeRejected.kind, events.ChangeExpired.kind,
            events.ChangeTookEffect.kind,
        ), tell=_answered, words=_words, link=_link,
    ),
)  # fmt: skip
