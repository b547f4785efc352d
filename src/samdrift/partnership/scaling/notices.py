"""What people are told of changes of service (domain.md §5): one waits for them, theirs was answered, what follows
(N-27), and days after which a change would hold a month later (N-28)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy

from samdrift.foundation import clock
from samdrift.foundation.days import whole_day_words
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.jobs.public import job
from samdrift.foundation.notices.public import APP, MAIL, Notice, NoticeKind, Telling, To, register_kinds, tell
from samdrift.foundation.scope import everywhere
from samdrift.partnership.scaling import commands, events, queries, rules
from samdrift.partnership.scaling.models import VIEW, ChangeOrder, ScalingTerms, Scenario
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


def _sees(holder: parties.Holder, order: ChangeOrder | Scenario) -> bool:
    where = {"contract": order.contract_id, "unit": order.unit_id, "data_class": order.data_class}
    return holder.scope.allows(VIEW, **where)


def _telling(order: ChangeOrder, acting: list[parties.Holder]) -> Telling:
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in acting],
        facts={"number": order.number, "name": order.name}, data_class=order.data_class,
        subject_kind="scaling.changeorder", subject_uid=order.uid,
    )  # fmt: skip


@job("scaling.tell", every="50 4 * * *", each_community=True, make_up_after=600)
def tell_of_cliffs(payload: Mapping[str, Any]) -> None:
    """Tell of days after which a change would hold a month later, once a day."""
    tell_day(payload["community_id"], now=clock.now())


def tell_day(community_id: int, *, now: datetime) -> int:
    """Tell whoever may still do something about it, a fortnight before (N-28); how many days there were."""
    today = parties.community_day(commands.system_scope(community_id), now)
    found = [(cliff, "scaling.cliff_order") for cliff in queries.orders_near(community_id, today)]
    by_unit: dict[int, list[Scenario]] = {}
    for row in queries.open_scenarios(community_id):
        by_unit.setdefault(row.unit_id, []).append(row)
    for rows in by_unit.values():
        if held := _district_people(rows[0], now):
            found += [(one, "scaling.cliff") for one in queries.scenarios_near(held[0].scope, rows, today)]
    for cliff, key in found:
        held = [one for one in _district_people(cliff.row, now) if _sees(one, cliff.row)]
        facts = {
            "name": cliff.row.name, "number": getattr(cliff.row, "number", ""), "last": cliff.last.isoformat(),
            "first": cliff.first_day.isoformat(), "unit": str(cliff.row.unit.uid),
        }  # fmt: skip
        telling = Telling(
            to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in held], facts=facts,
            data_class=cliff.row.data_class, subject_uid=cliff.row.uid,
            subject_kind="scaling.changeorder" if key == "scaling.cliff_order" else "scaling.scenario",
        )  # fmt: skip
        tell(key, telling, community_id=community_id, cause=f"{key}:{cliff.row.uid}:{cliff.last}", at=now)
    return len(found)


def _district_people(row: ChangeOrder | Scenario, now: datetime) -> list[parties.Holder]:
    return parties.holders_of(
        row.community_id, ("BUD", "LOC-FM"), now=now, unit_id=row.unit_id, contract_id=row.contract_id
    )


def _to_be_consulted(event: EventRecord) -> Telling | None:
    """The provider hears at once that its staff has to be asked, not only when it is its move."""
    order = _order(event)
    if order is None or not order.consults:
        return None
    return _to_roles(order, ("CTR-P",), event.happened_at)


def _renegotiated(event: EventRecord) -> Telling | None:
    order = _order(event)
    return _to_roles(order, ("CTR-C", "CTR-P"), event.happened_at) if order else None


def _to_roles(order: ChangeOrder, roles: tuple[str, ...], at: datetime) -> Telling | None:
    held = parties.holders_of(
        order.community_id, roles, now=at, unit_id=order.unit_id, contract_id=order.contract_id
    )  # fmt: skip
    acting = [one for one in held if _sees(one, order)]
    return _telling(order, acting) if acting else None


def _terms(event: EventRecord) -> Telling | None:
    """The contract manager of the party that did not speak hears of proposed terms, and how theirs were answered."""
    held = parties.holders_of(
        event.community_id, ("CTR-C", "CTR-P"), now=event.happened_at, contract_id=event.contract_id
    )  # fmt: skip
    with everywhere(reason="the terms an event speaks of; its receivers are managers of that contract"):
        row = ScalingTerms.objects.filter(uid=event.payload["terms_uid"]).select_related("contract").first()
    if row is None:
        return None
    return Telling(
        to=[
            To(one.person_id, one.employment_id, language=one.scope.language) for one in held
            if one.scope.side != event.payload["side"]
        ],
        data_class=row.data_class, subject_kind="scaling.scalingterms", subject_uid=row.uid,
        facts={"contract": str(row.contract.uid), "first": str(event.payload["valid_from"])},
    )  # fmt: skip


def _terms_page(notice: Notice) -> str:
    return f"/scaling/terms/{notice.facts['contract']}/"


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    named = [name for name in ("last", "first") if name in facts]
    days = {name: whole_day_words(date.fromisoformat(facts[name])) for name in named}
    return {**facts, **days}


def _basket(notice: Notice) -> str:
    return f"/districts/{notice.facts['unit']}/basket/"


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
        key="scaling.cliff", number="N-28", name=gettext_lazy("A change must be asked for by a day"),
        channels=frozenset({APP, MAIL}), must=False, subject=gettext_lazy("Ask for “%(name)s” by %(last)s"),
        body=gettext_lazy("Asked for by %(last)s it holds from %(first)s; a day later it holds a month later."),
        reason=gettext_lazy("You get this because you plan or pay for services of this district."),
        words=_words, link=_basket,
    ),
    NoticeKind(
        key="scaling.cliff_order", number="N-28", name=gettext_lazy("A change must be agreed by a day"),
        channels=frozenset({APP, MAIL}), must=False,
        subject=gettext_lazy("Change of service %(number)s: agreed by %(last)s or a month later"),
        body=gettext_lazy(
            "Agreed by %(last)s the change of service %(number)s %(name)s holds from %(first)s; a day later it holds a "
            "month later."
        ),
        reason=gettext_lazy("You get this because you plan or pay for services of this district."),
        words=_words, link=_link,
    ),
    NoticeKind(
        key="scaling.consult", number="N-27", name=gettext_lazy("Staff is asked about a change of service"), must=True,
        subject=gettext_lazy("Ask the joint committee about change of service %(number)s"),
        body=gettext_lazy(
            "The change of service %(number)s %(name)s frees so many posts that the joint committee of staff is asked "
            "before you accept it."
        ),
        reason=gettext_lazy("You get this because you answer changes of service for the provider."),
        events=(events.ChangeSubmitted.kind,), tell=_to_be_consulted, words=_words, link=_link,
    ),
    NoticeKind(
        key="scaling.renegotiate", number="N-27", name=gettext_lazy("So little is left that prices are talked about"),
        must=True, subject=gettext_lazy("Prices are talked about anew after change of service %(number)s"),
        body=gettext_lazy(
            "With the change of service %(number)s %(name)s less is left of a service than the contract’s share of "
            "what was first ordered."
        ),
        reason=gettext_lazy("You get this because you look after the contract."),
        events=(events.RenegotiationDue.kind,), tell=_renegotiated, words=_words, link=_link,
    ),
    NoticeKind(
        key="scaling.terms_proposed", number="N-27", name=gettext_lazy("Other notice and thresholds are proposed"),
        must=True, subject=gettext_lazy("Proposed: notice and thresholds of changes from %(first)s"),
        body=gettext_lazy(
            "The other party proposes how changes of service are made from %(first)s. See what the last year’s "
            "changes would have met, and accept it or say why not."
        ),
        reason=gettext_lazy("You get this because you look after the contract."),
        events=(events.ScalingTermsProposed.kind,), tell=_terms, words=_words, link=_terms_page,
    ),
    NoticeKind(
        key="scaling.terms_answered", number="N-27", name=gettext_lazy("Proposed notice and thresholds were answered"),
        must=False, subject=gettext_lazy("Answered: notice and thresholds of changes from %(first)s"),
        body=gettext_lazy(
            "The other party decided on how changes of service are made from %(first)s. Open it to see how."
        ),
        reason=gettext_lazy("You get this because you look after the contract."),
        events=(events.ScalingTermsAnswered.kind,), tell=_terms, words=_words, link=_terms_page,
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
