"""What the contract managers are told when nobody answers to anybody in a district (domain.md §5, N-42)."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samdrift.foundation import clock
from samdrift.foundation.fields import in_language
from samdrift.foundation.jobs.public import job
from samdrift.foundation.notices.public import APP, MAIL, NoticeKind, Telling, To, register_kinds, tell
from samdrift.registers.parties import queries, rules
from samdrift.registers.parties.models import Community
from samdrift.registers.parties.queries.counterparts import Gap

MANAGERS = ("CTR-C", "CTR-P")
TIERS = {"tactical": _("Tactical"), "operational": _("Operational"), "user": _("Users and service staff")}
STILL_TOLD = 10
"""Working days after the alert: what has been vacant for longer stands on the page, and is not told anew."""


@job("parties.tell_vacant", every="20 5 * * *", each_community=True, make_up_after=600)
def tell_vacant(payload: Mapping[str, Any]) -> None:
    """Tell both contract managers of districts without a pair for more than ten working days."""
    tell_gaps(payload["community_id"], now=clock.now())


def tell_gaps(community_id: int, *, now: datetime) -> int:
    """Tell every gap that has just become an alert, once for its beginning; how many were told."""
    day = now.astimezone(ZoneInfo(Community.objects.get(pk=community_id).timezone)).date()
    told = 0
    for one in queries.holders_of(community_id, MANAGERS, now=now):
        gaps = queries.counterpart_gaps(one.scope, day=day, known_from=date(day.year, 1, 1))
        for gap in gaps:
            if gap.alerts and gap.working_days <= rules.GAP_DAYS + STILL_TOLD:
                cause = f"vacant:{gap.unit.uid}:{gap.tier}:{gap.since}"
                told += len(
                    tell("counterpart.vacant", _telling(gap, one), community_id=community_id, cause=cause, at=now)
                )
    return told


def _telling(gap: Gap, one: queries.Holder) -> Telling:
    facts = {"unit": gap.unit.name, "tier": gap.tier, "since": gap.since.isoformat(), "days": gap.working_days}
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language)], facts=facts,
        subject_kind="parties.unit", subject_uid=gap.unit.uid,
    )  # fmt: skip


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    since = datetime.combine(date.fromisoformat(facts["since"]), time()) if facts.get("since") else None
    return {
        **facts, "unit": in_language(facts.get("unit") or {}, (get_language() or "en")[:2]),
        "tier": str(TIERS.get(facts.get("tier", ""), "–")),
        "since": formats.date_format(since, "DATE_FORMAT") if since else "–",
    }  # fmt: skip


register_kinds(
    NoticeKind(
        key="counterpart.vacant", number="N-42", name=_("Nobody answers to anybody in a district"),
        channels=frozenset({APP, MAIL}), subject=_("%(unit)s: no counterparts on the tier “%(tier)s” since %(since)s"),
        body=_("More than ten working days have passed. Name two people who answer to each other."),
        reason=_("You get this because you manage the contract."), words=_words,
        link=lambda notice: "/counterparts/",
    ),
)  # fmt: skip
