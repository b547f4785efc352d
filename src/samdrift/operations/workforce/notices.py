"""What people are told about rosters: they are called, somebody is missed, something runs out, days change."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from samdrift.foundation.clock import now
from samdrift.foundation.days import whole_day_words
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.fields import in_language
from samdrift.foundation.notices.public import (
    APP,
    MAIL,
    PUSH,
    SMS,
    Notice,
    NoticeKind,
    Telling,
    To,
    moment_words,
    register_kinds,
)
from samdrift.foundation.scope import everywhere
from samdrift.operations.workforce import events
from samdrift.operations.workforce.models import Alert, LoneWatch, SkillKind
from samdrift.registers.parties import public as parties

LEADERS = ("OPS-M",)
CONTROL = ("SD-LEAD", "SD-AG", "CTR-P")
SMALL = 200


def _people(community_id: int, person_ids: Iterable[int]) -> list[To]:
    found = [parties.employed_here(community_id, one, now=now()) for one in dict.fromkeys(person_ids)]
    return [To(one.person_id, one.employment_id, language=one.scope.language) for one in found if one]


def _leaders(community_id: int, employment_id: int) -> list[To]:
    """Who leads the teams somebody is in; where nobody does, the operations managers of the employer."""
    with everywhere(reason="the leaders of somebody's teams"):
        teams = parties.TeamMember.objects.filter(community=community_id, employment=employment_id)
        lead = parties.TeamMember.objects.filter(community=community_id, team__in=teams.values("team"), leads=True)
        people = list(lead.order_by("pk").values_list("employment__person_id", flat=True))
        employer = parties.Employment.objects.values_list("organisation_id", flat=True).get(pk=employment_id)
    if people:
        return _people(community_id, people)
    return _holders(community_id, LEADERS, employer)


def _holders(community_id: int, roles: Iterable[str], employer: int | None = None) -> list[To]:
    found = parties.holders_of(community_id, tuple(roles), now=now())
    return [
        To(one.person_id, one.employment_id, language=one.scope.language)
        for one in found[:SMALL] if employer in (None, one.scope.party_id)
    ]  # fmt: skip


def _name(community_id: int, person_id: int) -> str:
    """The name anybody among the receivers may know: of a protected person the title."""
    scope = parties.employed_here(community_id, person_id, now=now())
    with everywhere(reason="the name of somebody a notice speaks of"):
        person = parties.Person.objects.get(pk=person_id)
    if not person.protected_identity or scope is None:
        return person.full_name if not person.protected_identity else _("Employee")
    with everywhere(reason="the title that stands for a protected name"):
        title = parties.Employment.objects.values_list("title", flat=True).get(pk=scope.employment_id)
    return title or _("Employee")


def _called(event: EventRecord) -> Telling | None:
    alert = Alert.objects.filter(uid=event.payload["alert_id"], community=event.community_id).first()
    if alert is None or alert.state != "waiting":
        return None
    facts = {"number": alert.number, "title": alert.title}
    return Telling(
        to=_people(event.community_id, event.payload["person_ids"]), facts=facts, data_class=alert.data_class,
        owner_party_id=alert.owner_party_id, subject_kind="workforce.alert", subject_uid=alert.uid, urgent=True,
    )  # fmt: skip


def _missed(event: EventRecord) -> Telling | None:
    watch = LoneWatch.objects.filter(uid=event.payload["watch_id"], community=event.community_id).first()
    if watch is None or watch.state != "running" or watch.due_at.isoformat() > event.payload["due_at"]:
        return None
    person, rung = event.payload["person_id"], event.payload["rung"]
    if rung == "self":
        to = _people(event.community_id, [person])
    elif rung == "OPS-M":
        leaders = _leaders(event.community_id, event.payload["employment_id"])
        to = [*leaders, *_holders(event.community_id, LEADERS, watch.owner_party_id)]
    else:
        to = _holders(event.community_id, CONTROL, watch.owner_party_id)
    unique = {one.person_id: one for one in to}
    facts = {
        "name": _name(event.community_id, person), "place": watch.place, "due": event.payload["due_at"],
        "zone": _zone(event.community_id),
    }  # fmt: skip
    return Telling(
        to=list(unique.values()), facts=facts, owner_party_id=watch.owner_party_id, subject_kind="workforce.lonewatch",
        subject_uid=watch.uid, urgent=True,
    )  # fmt: skip


def _zone(community_id: int) -> str:
    return parties.Community.objects.values_list("timezone", flat=True).get(pk=community_id)


def _runs_out(event: EventRecord) -> Telling | None:
    said = event.payload
    to = _people(event.community_id, [said["person_id"]]) + _leaders(event.community_id, said["employment_id"])
    if said["skill_kind"] == "clearance":
        to += _holders(event.community_id, ("SEC-OFF",))
    facts = {
        "name": _name(event.community_id, said["person_id"]), "skill": said["skill"],
        "names": _skill_names(event.community_id, said["skill"]), "day": said.get("valid_to", said.get("from_day")),
    }  # fmt: skip
    return Telling(to=list({one.person_id: one for one in to}.values()), facts=facts)


def _skill_names(community_id: int, code: str) -> dict[str, str]:
    with everywhere(reason="what a skill is called"):
        row = SkillKind.objects.filter(community=community_id, code=code).first()
    return dict(row.name) if row else {}


def _asks_away(event: EventRecord) -> Telling | None:
    return _of_days(event, _leaders(event.community_id, event.payload["employment_id"]))


def _away(event: EventRecord) -> Telling | None:
    return _of_days(event, _people(event.community_id, [event.payload["person_id"]]))


def _refused(event: EventRecord) -> Telling | None:
    return _away(event) if event.payload["state"] == "refused" else None


def _granted(event: EventRecord) -> Telling | None:
    return _away(event) if event.payload["state"] == "granted" else None


def _of_days(event: EventRecord, to: list[To]) -> Telling:
    said = event.payload
    facts = {"name": _name(event.community_id, said["person_id"]), "first": said["first_day"], "last": said["last_day"]}
    return Telling(to=to, facts=facts, owner_party_id=event.owner_party_id)


def _swap_asked(event: EventRecord) -> Telling | None:
    return _of_swap(event, [event.payload["other_id"]])


def _swap_agreed(event: EventRecord) -> Telling | None:
    if event.payload["state"] != "agreed":
        return None
    told = _of_swap(event, [event.payload["person_id"], event.payload["other_id"]])
    leaders = _leaders(event.community_id, event.payload["employment_id"])
    return Telling(to=[*told.to, *leaders], facts=told.facts, owner_party_id=told.owner_party_id)


def _swap_refused(event: EventRecord) -> Telling | None:
    return _of_swap(event, [event.payload["person_id"]]) if event.payload["state"] == "refused" else None


def _of_swap(event: EventRecord, people: list[int]) -> Telling:
    said = event.payload
    facts = {"name": _name(event.community_id, said["person_id"]), "day": said["given_day"], "back": said["back_day"]}
    return Telling(to=_people(event.community_id, people), facts=facts, owner_party_id=event.owner_party_id)


def _covers(event: EventRecord) -> Telling | None:
    return _of_days(event, _people(event.community_id, [event.payload["person_id"]]))


def _changed(event: EventRecord) -> Telling | None:
    if event.payload["reason"] not in ("plan", "undo"):
        return None  # A swap and a cover are told by themselves.
    facts = {"day": event.payload["day"]}
    to = _people(event.community_id, [event.payload["person_id"]])
    return Telling(to=to, facts=facts, owner_party_id=event.owner_party_id)


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(facts)
    for name in ("day", "first", "last", "back"):
        if facts.get(name):
            said[name] = whole_day_words(date.fromisoformat(facts[name]))
    if facts.get("due"):
        said["due"] = moment_words(facts["due"], facts["zone"])
    if "names" in facts:
        said["skill"] = in_language(facts["names"], (get_language() or "en")[:2]) or facts.get("skill", "")
    said["place"] = facts.get("place") or "–"
    return said


def _alert_link(notice: Notice) -> str:
    return f"/workforce/alerts/{notice.subject_uid}/" if isinstance(notice.subject_uid, UUID) else ""


def _mine(notice: Notice) -> str:
    return "/workforce/mine/"


def _team(notice: Notice) -> str:
    return "/workforce/"


YOURS = gettext_lazy("You get this because it is about your own work.")
LEADS = gettext_lazy("You get this because you lead this team.")
URGENT = frozenset({APP, PUSH, SMS})
NOW = frozenset({APP, PUSH})

register_kinds(
    NoticeKind(
        key="on_call.called", number="N-06", name=gettext_lazy("You are called because you are on call"), must=True,
        channels=URGENT, subject=gettext_lazy("Emergency, you are called: %(number)s %(title)s"),
        body=gettext_lazy("Open it and say that you take it. Otherwise the next one is called."),
        reason=gettext_lazy("You get this because you are on call or answer for emergencies here."),
        events=(events.AlertCalled.kind,), tell=_called, words=_words, link=_alert_link, to_actor=True,
    ),
    NoticeKind(
        key="lone_worker.no_checkin", number="N-14", name=gettext_lazy("No sign of life from somebody working alone"),
        must=True, channels=URGENT, subject=gettext_lazy("No sign of life from %(name)s since %(due)s"),
        body=gettext_lazy("Place: %(place)s. Call them, or go there."), to_actor=True,
        reason=gettext_lazy("You get this because you answer for people who work alone, or are alone yourself."),
        events=(events.LoneMissed.kind,), tell=_missed, words=_words, link=lambda notice: "/workforce/alone/",
    ),
    NoticeKind(
        key="skill.expiring", number="N-44", name=gettext_lazy("A qualification or clearance runs out"), must=True,
        channels=frozenset({APP, MAIL}), subject=gettext_lazy("“%(skill)s” of %(name)s ends after %(day)s"),
        body=gettext_lazy("Have it renewed in time; after that day work that needs it goes to somebody else."),
        reason=gettext_lazy("You get this because it is yours, or because you answer for it."), to_actor=True,
        events=(events.SkillExpiring.kind,), tell=_runs_out, words=_words, link=_mine,
    ),
    NoticeKind(
        key="skill.ended", number="N-45", name=gettext_lazy("A qualification or clearance has ended"), must=True,
        channels=frozenset({APP, MAIL}), subject=gettext_lazy("“%(skill)s” of %(name)s holds no longer"),
        body=gettext_lazy("From %(day)s on work that needs it goes to somebody else."), to_actor=True,
        reason=gettext_lazy("You get this because it is yours, or because you answer for it."),
        events=(events.SkillEnded.kind,), tell=_runs_out, words=_words, link=_mine,
    ),
    NoticeKind(
        key="absence.asked", number="N-60", name=gettext_lazy("Somebody of your team asks to be away"),
        channels=frozenset({APP}), subject=gettext_lazy("%(name)s asks to be away from %(first)s to %(last)s"),
        body=gettext_lazy("See the team’s week and answer."), reason=LEADS, events=(events.AbsenceAsked.kind,),
        tell=_asks_away, words=_words, link=_team,
    ),
    NoticeKind(
        key="absence.granted", number="N-60", name=gettext_lazy("Your absence holds"), channels=NOW,
        subject=gettext_lazy("You are away from %(first)s to %(last)s"), body=gettext_lazy("Your leader has said yes."),
        reason=YOURS, events=(events.AbsenceAnswered.kind,), tell=_granted, words=_words, link=_mine,
    ),
    NoticeKind(
        key="absence.refused", number="N-60", name=gettext_lazy("Your absence was refused"), channels=NOW,
        subject=gettext_lazy("You cannot be away from %(first)s to %(last)s"),
        body=gettext_lazy("Talk to your leader."), reason=YOURS,
        events=(events.AbsenceAnswered.kind,), tell=_refused, words=_words, link=_mine,
    ),
    NoticeKind(
        key="swap.asked", number="N-61", name=gettext_lazy("A colleague asks to swap"), channels=NOW,
        subject=gettext_lazy("%(name)s asks you to take %(day)s"), body=gettext_lazy("Say yes or no on your own page."),
        reason=YOURS, events=(events.SwapAsked.kind,), tell=_swap_asked, words=_words, link=_mine,
    ),
    NoticeKind(
        key="swap.agreed", number="N-61", name=gettext_lazy("A swap is agreed"), channels=NOW,
        subject=gettext_lazy("The swap of %(day)s is agreed"), body=gettext_lazy("The rosters are changed."),
        reason=YOURS, events=(events.SwapAnswered.kind,), tell=_swap_agreed, words=_words, link=_mine,
    ),
    NoticeKind(
        key="swap.refused", number="N-61", name=gettext_lazy("A swap was refused"), channels=NOW,
        subject=gettext_lazy("The swap of %(day)s was refused"), body=gettext_lazy("The rosters stay as they are."),
        reason=YOURS, events=(events.SwapAnswered.kind,), tell=_swap_refused, words=_words, link=_mine,
    ),
    NoticeKind(
        key="cover.named", number="N-62", name=gettext_lazy("You stand in for a colleague"), channels=NOW,
        subject=gettext_lazy("You stand in from %(first)s to %(last)s"),
        body=gettext_lazy("Your page shows the shifts and what matters on the round."), reason=YOURS,
        events=(events.CoverNamed.kind,), tell=_covers, words=_words, link=_mine,
    ),
    NoticeKind(
        key="shift.changed", number="N-62", name=gettext_lazy("A shift of yours was changed"), channels=NOW,
        subject=gettext_lazy("Your shift on %(day)s was changed"), body=gettext_lazy("Your page shows the new times."),
        reason=YOURS, events=(events.ShiftChanged.kind,), tell=_changed, words=_words, link=_mine,
        again_after=timedelta(minutes=5),
    ),
)  # fmt: skip
