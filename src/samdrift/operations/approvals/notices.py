"""What approvers are told: something waits for them, and still waits (domain.md §5, N-02)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import Notice, NoticeKind, Telling, To, register_kinds
from samdrift.foundation.scope import everywhere
from samdrift.operations.approvals import events, registry, rules
from samdrift.operations.approvals.models import Approval
from samdrift.operations.approvals.queries import asked_for, never_of
from samdrift.operations.approvals.queries.deciding import day_of
from samdrift.registers.parties import public as parties

REASON = gettext_lazy("You get this because you decide on it, or stand in for somebody who does.")


def _waiting(event: EventRecord) -> Telling | None:
    with everywhere(reason="the step an event speaks of; its receivers are asked through their own gate"):
        step = Approval.objects.filter(uid=event.payload["approval_id"], community=event.community_id).first()
    if step is None or step.state != rules.WAITING:
        return None
    now = event.happened_at
    people = asked_for(step)
    stand_ins = parties.stand_ins_of(step.community_id, people, day=day_of(step.community_id, now))
    excluded = never_of(step)
    acting = [
        one for person in dict.fromkeys((*people, *stand_ins)) if person not in excluded
        and (one := parties.employed_here(step.community_id, person, now=now))
        and Approval.objects.within(one.scope).filter(pk=step.pk).exists()
    ]  # fmt: skip
    if not acting:
        return None
    shown = registry.subject_of(step.subject_kind).show(acting[0].scope, [step.subject_uid]).get(step.subject_uid)
    facts = {"kind": step.kind, "title": shown.title if shown else "", "where": shown.where if shown else ""}
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in acting], facts=facts,
        data_class=step.data_class, subject_kind=step.subject_kind, subject_uid=step.subject_uid,
    )  # fmt: skip


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {"budget": _("budget"), "security": _("security"), "clinical": _("clinical matters")}
    return {**facts, "kind": kinds.get(facts.get("kind", ""), "")}


def _link(notice: Notice) -> str:
    return "/approvals/"


register_kinds(
    NoticeKind(
        key="approvals.waiting", number="N-02", name=gettext_lazy("Something waits for your yes or no"), must=True,
        subject=gettext_lazy("Your yes or no: %(title)s"),
        body=gettext_lazy("%(title)s, %(where)s. It waits for an approval (%(kind)s)."), reason=REASON,
        events=(events.ApprovalAsked.kind, events.ApprovalPassedOn.kind), tell=_waiting, words=_words, link=_link,
    ),
    NoticeKind(
        key="approvals.still_waiting", number="N-02", name=gettext_lazy("Something still waits for your yes or no"),
        must=True, subject=gettext_lazy("Still waiting for you: %(title)s"),
        body=gettext_lazy("%(title)s, %(where)s. It still waits for an approval (%(kind)s)."), reason=REASON,
        events=(events.ApprovalReminded.kind, events.ApprovalLeftWaiting.kind), tell=_waiting, words=_words, link=_link,
    ),
)  # fmt: skip
