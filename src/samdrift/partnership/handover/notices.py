"""What both sides of a contract are told: an exit pack waits for them, still waits after a week, was handed over."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.clock import now
from samdrift.foundation.days import whole_day_words
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import Notice, NoticeKind, Telling, register_kinds
from samdrift.foundation.scope import everywhere
from samdrift.partnership.handover import rules
from samdrift.partnership.handover.events import PackConfirmed, PackHandedOver, PackMade
from samdrift.partnership.handover.models import ExitPack
from samdrift.partnership.handover.queries.whom import WAITING, telling, waited_for, who_confirms

REASON = _("You get this because you confirm the handover of this contract for your party.")


def _pack(event: EventRecord) -> ExitPack | None:
    with everywhere(reason="the exit pack an event speaks of; its receivers are asked through their own gate"):
        rows = ExitPack.objects.filter(uid=event.payload["pack_uid"], community=event.community_id)
        return rows.select_related("contract").first()


def _waits(event: EventRecord) -> Telling | None:
    """The sides that have not confirmed: whoever asked for the pack among them, for it was made meanwhile."""
    pack = _pack(event)
    if pack is None or pack.state != rules.READY:
        return None
    return telling(pack, who_confirms(pack, waited_for(pack), now=now()))


def _handed_over(event: EventRecord) -> Telling | None:
    pack = _pack(event)
    return None if pack is None else telling(pack, who_confirms(pack, rules.SIDES, now=now()))


def _words(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**facts, "day": whole_day_words(date.fromisoformat(facts["day"]))}


def _page(notice: Notice) -> str:
    return f"/exit-packs/{notice.subject_uid}/"


register_kinds(
    NoticeKind(
        key="handover.made", number="N-72", name=_("An exit pack waits for confirmation"),
        subject=_("Exit pack %(number)s of %(contract)s is made"),
        body=_("The exit pack of %(contract)s as of %(day)s is made. Take it along, look through it, and confirm the "
               "handover for your party."),
        reason=REASON, events=(PackMade.kind,), tell=_waits, to_actor=True, words=_words, link=_page,
    ),
    NoticeKind(
        key="handover.confirmed", number="N-72", name=_("The other party confirmed an exit pack"), must=True,
        subject=_("Exit pack %(number)s of %(contract)s waits for your party"),
        body=_("The other party confirmed the exit pack of %(contract)s as of %(day)s. Once your party confirms the "
               "same file, it is handed over."),
        reason=REASON, events=(PackConfirmed.kind,), tell=_waits, words=_words, link=_page,
    ),
    NoticeKind(
        key=WAITING, number="N-72", name=_("An exit pack still waits for confirmation"),
        subject=_("Exit pack %(number)s of %(contract)s still waits for your party"),
        body=_("The exit pack of %(contract)s as of %(day)s was made a week ago and your party has not confirmed it. "
               "Confirm it, or make a newer one."),
        reason=REASON, words=_words, link=_page,
    ),
    NoticeKind(
        key="handover.handed_over", number="N-72", name=_("An exit pack was handed over"),
        subject=_("Exit pack %(number)s of %(contract)s is handed over"),
        body=_("Both parties confirmed the exit pack of %(contract)s as of %(day)s."),
        reason=REASON, events=(PackHandedOver.kind,), tell=_handed_over, words=_words, link=_page,
    ),
)  # fmt: skip
