"""What contract managers are told: a month waits for them, a figure is disputed or answered, figures have drifted."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.clock import now
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import Notice, NoticeKind, Telling, To, register_kinds
from samdrift.partnership.performance.events import (
    DecisionMade,
    DecisionSigned,
    MonthMeasured,
    ResultAnswered,
    ResultDisputed,
    ResultsFrozen,
)
from samdrift.registers.parties import public as parties

BOTH = ("CTR-C", "CTR-P")
MANAGER = _("You get this because you manage the contract.")


NEWS = timedelta(days=21)


def _is_news(event: EventRecord) -> bool:
    """Months brought in from long ago wait for nobody."""
    return now() - event.happened_at < NEWS


def _measured(event: EventRecord) -> Telling | None:
    if not _is_news(event):
        return None
    facts = {"month": str(event.payload["month"])[:7]}
    return Telling(to=managers(event.community_id, event.contract_id), facts=facts)


def _frozen(event: EventRecord) -> Telling | None:
    """Both managers, once what nobody disputes is frozen."""
    if not _is_news(event):
        return None
    facts = {"month": str(event.payload["month"])[:7], "count": len(event.payload["rows"])}
    return Telling(to=managers(event.community_id, event.contract_id), facts=facts)


def managers(community_id: int, contract_id: int | None) -> list[To]:
    """The contract managers of both parties."""
    found = parties.holders_of(community_id, BOTH, now=now(), contract_id=contract_id)
    return [To(one.person_id, one.employment_id, language=one.scope.language) for one in found]


def _steering(event: EventRecord) -> Telling | None:
    """The other party's member, whose signature a decision waits for; and both managers once it is made."""
    if not _is_news(event):
        return None
    made = event.kind == DecisionMade.kind
    roles = BOTH if made else ("STEER-C", "STEER-P")
    found = parties.holders_of(event.community_id, roles, now=now(), contract_id=event.contract_id)
    return Telling(
        to=[
            To(one.person_id, one.employment_id, language=one.scope.language) for one in found
            if made or one.scope.side != event.payload["side"]
        ],
        facts={"code": event.payload["code"], "month": str(event.payload["month"])[:7]},
    )  # fmt: skip


def _page_of_month(notice: Notice) -> str:
    return f"/performance/?month={notice.facts.get('month', '')}"


def _other_party(event: EventRecord) -> Telling | None:
    """The party that did not speak hears of it."""
    if not _is_news(event):
        return None
    found = parties.holders_of(event.community_id, BOTH, now=now(), contract_id=event.contract_id)
    return Telling(
        to=[
            To(one.person_id, one.employment_id, language=one.scope.language) for one in found
            if one.scope.side != event.payload["side"]
        ],
        facts={"code": event.payload["code"], "month": str(event.payload["month"])[:7]},
    )  # fmt: skip


register_kinds(
    NoticeKind(
        key="performance.measured", number="N-34", name=_("The figures of a month stand for review"),
        subject=_("The figures of %(month)s stand for review"),
        body=_("The key figures of %(month)s have been worked out. Agree on them or dispute what is not right by the "
               "fifteenth; what nobody disputes is frozen then."),
        reason=MANAGER, events=(MonthMeasured.kind,), tell=_measured, link=_page_of_month,
    ),
    NoticeKind(
        key="performance.disputed", number="N-35", name=_("The other party disputes a figure"), must=True,
        subject=_("%(code)s of %(month)s is disputed"),
        body=_("The other party says that %(code)s of %(month)s is not right. Read why, and answer."),
        reason=MANAGER, events=(ResultDisputed.kind,), tell=_other_party, link=_page_of_month,
    ),
    NoticeKind(
        key="performance.answered", number="N-35", name=_("The other party answered a dispute"),
        subject=_("The dispute about %(code)s of %(month)s was answered"),
        body=_("The other party answered the dispute about %(code)s of %(month)s. Settle on it, or go on."),
        reason=MANAGER, events=(ResultAnswered.kind,), tell=_other_party, link=_page_of_month,
    ),
    NoticeKind(
        key="performance.closing", number="N-34", name=_("A month is about to be frozen"),
        subject=_("%(month)s is frozen on the fifteenth"),
        body=_("Your party has not agreed on %(month)s yet. What nobody disputes is frozen on the fifteenth as it "
               "stands; after that only both parties together can correct it."),
        reason=MANAGER, link=_page_of_month,
    ),
    NoticeKind(
        key="performance.frozen", number="N-34", name=_("The figures of a month were frozen"),
        subject=_("The figures of %(month)s were frozen"),
        body=_("%(count)s figures of %(month)s stand now. What they cost waits for the agreement of both parties."),
        reason=MANAGER, events=(ResultsFrozen.kind,), tell=_frozen, link=_page_of_month,
    ),
    NoticeKind(
        key="performance.decision_signed", number="N-35", name=_("A decision of the steering committee waits"),
        subject=_("A decision about %(code)s of %(month)s waits for you"), must=True,
        body=_("The other party's member of the steering committee signed a decision about the dispute over %(code)s "
               "of %(month)s. Read it, and sign it or decide otherwise together."),
        reason=_("You get this because you are of the steering committee."), events=(DecisionSigned.kind,),
        tell=_steering, link=_page_of_month,
    ),
    NoticeKind(
        key="performance.decided", number="N-35", name=_("The steering committee decided a dispute"),
        subject=_("The steering committee decided %(code)s of %(month)s"),
        body=_("The dispute about %(code)s of %(month)s is over. The figure is what the committee decided."),
        reason=MANAGER, events=(DecisionMade.kind,), tell=_steering, link=_page_of_month,
    ),
    NoticeKind(
        key="performance.drifted", number="N-55", name=_("Frozen figures come out otherwise"), must=True,
        subject=_("%(count)s frozen figures come out otherwise now"),
        body=_("The nightly check counted every frozen figure again and found differences. The failed job names them. "
               "Nothing was changed: a correction takes the signatures of both parties."),
        reason=_("You get this because you look after the contract or the installation."),
        link=lambda notice: "/checks/",
    ),
)  # fmt: skip
