"""What the contract managers are told when nobody answers to anybody in a district (domain.md §5, N-42)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from samdrift.foundation import clock
from samdrift.foundation.days import whole_day_words
from samdrift.foundation.fields import in_language
from samdrift.foundation.jobs.public import job
from samdrift.foundation.notices.public import (
    APP,
    MAIL,
    NoticeKind,
    Telling,
    To,
    register_kinds,
    tell,
    told_causes,
)
from samdrift.registers.parties import queries, rules
from samdrift.registers.parties.models import Community
from samdrift.registers.parties.queries.counterparts import Gap

MANAGERS = ("CTR-C", "CTR-P")
TIERS = {"tactical": _("Tactical"), "operational": _("Operational"), "user": _("Users and service staff")}
NAMED = 3  # districts a notice of many names
STILL_TOLD = 10
"""Working days after the alert: what has been vacant for longer stands on the page, and is not told anew."""


@job("parties.tell_vacant", every="20 5 * * *", each_community=True, make_up_after=600)
def tell_vacant(payload: Mapping[str, Any]) -> None:
    """Tell both contract managers of districts without a pair for more than ten working days."""
    tell_gaps(payload["community_id"], now=clock.now())


def tell_gaps(community_id: int, *, now: datetime) -> int:
    """Tell the gaps that have just become alerts, once for the day they began on; how many notices that came to.

    Districts that lost their pairs on the same day, such as all of them on the contract's first, are one notice with
    their number; the page behind it lists them.
    """
    day = now.astimezone(ZoneInfo(Community.objects.get(pk=community_id).timezone)).date()
    told = 0
    for one in queries.holders_of(community_id, MANAGERS, now=now):
        gaps = queries.counterpart_gaps(one.scope, day=day, known_from=date(day.year, 1, 1))
        fresh = [gap for gap in gaps if gap.alerts and gap.working_days <= rules.GAP_DAYS + STILL_TOLD]
        alone = told_causes(_alone(gap) for gap in fresh)  # before gaps were told together
        by_day: dict[date, list[Gap]] = {}
        for gap in fresh:
            if _alone(gap) not in alone:
                by_day.setdefault(gap.since, []).append(gap)
        for since, some in by_day.items():
            made = tell(
                "counterpart.vacant", _telling(some, one), community_id=community_id, cause=f"vacant:{since}", at=now
            )
            told += len(made)
    return told


def _alone(gap: Gap) -> str:
    return f"vacant:{gap.unit.uid}:{gap.tier}:{gap.since}"


def _telling(gaps: list[Gap], one: queries.Holder) -> Telling:
    first = gaps[0]
    units = {gap.unit.uid: gap.unit.name for gap in gaps}
    facts = {
        "unit": first.unit.name, "tier": first.tier, "since": first.since.isoformat(), "days": first.working_days,
        "count": len(gaps), "units": list(units.values())[:NAMED], "more": max(0, len(units) - NAMED),
    }  # fmt: skip
    return Telling(
        to=[To(one.person_id, one.employment_id, language=one.scope.language)], facts=facts,
        subject_kind="parties.unit" if len(units) == 1 else "", subject_uid=first.unit.uid if len(units) == 1 else None,
    )  # fmt: skip


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    since = date.fromisoformat(facts["since"]) if facts.get("since") else None
    language = (get_language() or "en")[:2]
    named = {
        "unit": in_language(facts.get("unit") or {}, language), "tier": str(TIERS.get(facts.get("tier", ""), "–")),
        "since": whole_day_words(since) if since else "–", "count": facts.get("count") or 1,
        "units": ", ".join(in_language(name, language) for name in facts.get("units") or ()),
        "more": facts.get("more") or 0,
    }  # fmt: skip
    if named["count"] == 1:
        told = gettext("%(unit)s: no counterparts on the tier “%(tier)s” since %(since)s")
    elif named["more"]:
        told = gettext("%(count)s pairs of counterparts are missing since %(since)s: %(units)s and %(more)s more")
    else:
        told = gettext("%(count)s pairs of counterparts are missing since %(since)s: %(units)s")
    return {**facts, **named, "told": told % named}


register_kinds(
    NoticeKind(
        key="counterpart.vacant", number="N-42", name=_("Nobody answers to anybody in a district"),
        channels=frozenset({APP, MAIL}), subject="%(told)s",
        body=_("More than ten working days have passed. Name two people who answer to each other."),
        reason=_("You get this because you manage the contract."), words=_words,
        link=lambda notice: "/counterparts/",
    ),
)  # fmt: skip
