"""Figures by digest (N-59): an agent's day, a coordinator's week, a district's month."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from samdrift.foundation import clock
from samdrift.foundation.jobs.public import job
from samdrift.foundation.notices.public import DIGEST, NoticeKind, Telling, To, tell
from samdrift.operations.desk.queries import figures
from samdrift.registers.parties import public as parties

Figures = Callable[[parties.Holder, datetime], Mapping[str, int]]


@job("desk.agents_day", every="5 4 * * *", each_community=True, make_up_after=600)
def agents_day(payload: Mapping[str, Any]) -> None:
    """Put the figures of the day into the agents' digests."""
    tell_agents(payload["community_id"], now=clock.now())


@job("desk.week_of_sites", every="10 4 * * 1", each_community=True, make_up_after=600)
def week_of_sites(payload: Mapping[str, Any]) -> None:
    """Put last week's figures into the digests of those who speak for sites."""
    tell_coordinators(payload["community_id"], now=clock.now())


@job("desk.month_of_districts", every="15 4 1 * *", each_community=True, make_up_after=600)
def month_of_districts(payload: Mapping[str, Any]) -> None:
    """Put last month's figures into the digests of those who answer for a district."""
    tell_districts(payload["community_id"], now=clock.now())


def tell_agents(community_id: int, *, now: datetime) -> int:
    """Tell each agent what waits; how many were told."""
    return _tell("digest.agent", ("SD-AG",), community_id, figures.agents_day, f"{now:%Y-%m-%d}", now)


def tell_coordinators(community_id: int, *, now: datetime) -> int:
    """Tell each coordinator what last week was like at their sites; how many were told."""
    year, week, _day = figures.last_week(community_id, now).first.isocalendar()
    return _tell("digest.weekly", ("LOC-FM",), community_id, figures.coordinators_week, f"{year}-W{week:02}", now)


def tell_districts(community_id: int, *, now: datetime) -> int:
    """Tell each of a district's managers what last month was like there; how many were told."""
    month = figures.last_month(community_id, now).first
    return _tell("digest.monthly", ("DIST-MGT",), community_id, figures.districts_month, f"{month:%Y-%m}", now)


def _tell(key: str, roles: tuple[str, ...], community_id: int, ask: Figures, when: str, now: datetime) -> int:
    """Tell holders their own figures, each once for the time; who has nothing in them is left alone."""
    told = 0
    for one in parties.holders_of(community_id, roles, now=now):
        found = ask(one, now)
        if not any(found.values()):
            continue
        telling = Telling(to=[To(one.person_id, one.employment_id)], facts=dict(found))
        told += len(tell(key, telling, community_id=community_id, cause=f"{key}:{when}:{one.person_id}", at=now))
    return told


def _shares(facts: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(facts)
    for part, whole in (("kept", "stopped"), ("liked", "rated")):
        many = say("%(part)s of %(whole)s") % {"part": facts.get(part, 0), "whole": facts.get(whole, 0)}
        said[part] = many if facts.get(whole) else say("n/a")
    return said


KINDS = (
    NoticeKind(
        key="digest.agent", number="N-59", name=_("The figures of an agent's day"), channels=frozenset({DIGEST}),
        subject=_("%(new)s new at the desk, %(mine)s of yours open, %(late)s of them late"),
        body=_("%(asked)s wait for an answer of whoever asked, %(held)s mails to be looked at."),
        reason=_("You get this because you work at the desk."), link=lambda notice: "/desk/",
    ),
    NoticeKind(
        key="digest.weekly", number="N-59", name=_("The figures of the week at your sites"),
        channels=frozenset({DIGEST}), words=_shares,
        subject=_("Last week at your sites: %(received)s reported, %(done)s done, %(late)s late now"),
        body=_("Promises to complete kept: %(kept)s. Waiting for your word: %(waiting)s."),
        reason=_("You get this because you speak for a site."), link=lambda notice: "/requests/board/",
    ),
    NoticeKind(
        key="digest.monthly", number="N-59", name=_("The figures of the month in your district"),
        channels=frozenset({DIGEST}), words=_shares,
        subject=_("Last month in your district: %(received)s reported, %(done)s done, %(late)s late now"),
        body=_("Promises to complete kept: %(kept)s. Satisfied: %(liked)s."),
        reason=_("You get this because you answer for a district."), link=lambda notice: "/requests/board/",
    ),
)  # fmt: skip
