"""What contract managers are told: terms wait, a calendar changed, a nightly check found something (N-27, 54, 55)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.checks.public import CheckFound, checks
from samdrift.foundation.clock import now
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import Notice, NoticeKind, Telling, To, register_kinds
from samdrift.foundation.scope import everywhere
from samdrift.registers.contracts import rules
from samdrift.registers.contracts.events import (
    CalendarPublished,
    OptionDue,
    TermsAccepted,
    TermsProposed,
    TermsRefused,
)
from samdrift.registers.contracts.models import Contract, TermsProposal
from samdrift.registers.parties import public as parties

BOTH = ("CTR-C", "CTR-P")
STEERING = ("STEER-C", "STEER-P")


def _calendar(event: EventRecord) -> Telling | None:
    """Both contract managers hear of a calendar that changes days of the running month or before."""
    if not event.payload.get("in_running_month"):
        return None
    found = parties.holders_of(event.community_id, BOTH, now=now())
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in found],
        facts={"code": event.payload["code"], "number": event.payload["number"]},
    )  # fmt: skip


def _proposed(event: EventRecord) -> Telling | None:
    """The party that decides hears of a proposal, the one that proposed hears of the answer."""
    with everywhere(reason="the proposal an event speaks of; its receivers are asked through their own gate"):
        proposal = TermsProposal.objects.filter(uid=event.payload["proposal_uid"]).first()
    if proposal is None:
        return None
    answered = event.kind != TermsProposed.kind
    found = parties.holders_of(event.community_id, BOTH, now=now(), contract_id=proposal.contract_id)
    concerned = [one for one in found if (one.scope.party_id == proposal.party_id) == answered]
    return Telling(
        to=[
            To(one.person_id, one.employment_id, language=one.scope.language) for one in concerned
            if TermsProposal.objects.within(one.scope).filter(pk=proposal.pk).exists()
        ],
        facts={"code": proposal.code}, subject_kind="contracts.termsproposal", subject_uid=proposal.uid,
    )  # fmt: skip


def _option(event: EventRecord) -> Telling | None:
    """Both contract managers hear of an option's deadline; the steering committee too, once it is a month away."""
    near = event.payload["days"] <= rules.ALERTS[2]
    found = parties.holders_of(event.community_id, BOTH + (STEERING if near else ()), now=now())
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in found],
        facts={name: event.payload[name] for name in ("code", "deadline", "days")},
        subject_kind="contracts.contract", subject_uid=event.subject_uid,
    )  # fmt: skip


def _to_wording(notice: Notice) -> str:
    return f"/contracts/{notice.subject_uid}/wording/"


def _to_proposal(notice: Notice) -> str:
    return f"/contracts/proposals/{notice.subject_uid}/"


MANAGER = _("You get this because you manage the contract.")


def _check_found(event: EventRecord) -> Telling:
    """The managers of every contract of the community and who looks after the installation; the page names the rest."""
    with everywhere(reason="the contracts of a community whose check found something"):
        ids = list(Contract.objects.filter(community=event.community_id).values_list("pk", flat=True))
    found = {
        one.employment_id: one
        for contract_id in ids
        for one in parties.holders_of(event.community_id, (*BOTH, "ADMIN"), now=now(), contract_id=contract_id)
    }
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language) for one in found.values()],
        facts={"check": event.payload["check"], "count": event.payload["count"]},
    )  # fmt: skip


def _check_words(facts: Mapping[str, Any]) -> dict[str, Any]:
    known = checks.get(facts.get("check", ""))
    return {**facts, "title": str(known.title) if known else facts.get("check", "")}


register_kinds(
    NoticeKind(
        key="check.found", number="N-55", name=_("A nightly check found something"), must=True,
        subject=_("A nightly check found %(count)s things that do not hold"),
        body=_("What should hold: %(title)s Nothing was changed. The page of the checks names what was found."),
        reason=_("You get this because you look after the contract or the installation."), words=_check_words,
        events=(CheckFound.kind,), tell=_check_found, link=lambda notice: "/checks/",
    ),
    NoticeKind(
        key="calendar.changed_in_period", number="N-54", name=_("A calendar changed in the running month"), must=True,
        subject=_("Calendar %(code)s changed in the running month"), to_actor=True,
        body=_("Version %(number)s of %(code)s changes days of the running month. Running clocks are counted anew; the "
               "list says which."),
        reason=MANAGER, events=(CalendarPublished.kind,), tell=_calendar,
        link=lambda notice: "/promises/recalculated/",
    ),
    NoticeKind(
        key="option.exercise_deadline", number="N-29", name=_("The deadline of an option comes near"), must=True,
        subject=_("Option %(code)s: use it by %(deadline)s"),
        body=_("Option %(code)s has to be used by %(deadline)s, in %(days)s days. After that "
               "day the contract ends as it is written."),
        reason=MANAGER, events=(OptionDue.kind,), tell=_option, link=_to_wording,
    ),
    NoticeKind(
        key="terms.proposed", number="N-27", name=_("The other party proposed terms"), must=True,
        subject=_("Proposed terms: %(code)s"),
        body=_("The other party proposed terms of the contract (%(code)s). They hold once your party accepts them."),
        reason=MANAGER, events=(TermsProposed.kind,), tell=_proposed, link=_to_proposal,
    ),
    NoticeKind(
        key="terms.answered", number="N-27", name=_("The other party answered proposed terms"),
        subject=_("Answered: %(code)s"),
        body=_("The other party has answered the terms your party proposed (%(code)s)."),
        reason=MANAGER, events=(TermsAccepted.kind, TermsRefused.kind), tell=_proposed, link=_to_proposal,
    ),
)  # fmt: skip
