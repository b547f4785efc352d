"""Making rounds: what, where, who and when on one page; its rooms in their order on another."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.days import whole_day_words
from samdrift.foundation.errors import Invalid, Refused, Stale
from samdrift.foundation.fields import in_language
from samdrift.foundation.http import ScopedRequest, require_somewhere, version_of
from samdrift.foundation.scope import Scope
from samdrift.operations.rounds import rules
from samdrift.operations.rounds.commands import writing
from samdrift.operations.rounds.models import Round, RoundStop
from samdrift.operations.rounds.queries import rounds as queries
from samdrift.operations.rounds.queries import words
from samdrift.operations.rounds.queries.phone import clock_text
from samdrift.operations.rounds.web.days import day_of
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

FORM = ["GET", "HEAD", "POST"]
AHEAD = 14
MOST_SITES, MOST_ROOMS = 300, 400


@require_safe
def all_rounds(request: ScopedRequest) -> HttpResponse:
    """Every round that is not over."""
    scope = request.scope
    require_somewhere(scope, "rounds.view")
    today = parties.community_day(scope, now())
    rows = queries.all_rounds(scope, today)
    names = dict(parties.names_of(scope, [one.person_id for one in rows if one.person_id]))
    context = {
        "rounds": [
            (one, in_language(one.site.name, scope.language), days_words(held_on(one, today)),
             clock_text(one.starts_minute), who_words(scope, one, names))
            for one in rows
        ],
        "may_plan": scope.may("rounds.plan"),
    }  # fmt: skip
    return render(request, "rounds/all.html", context)


def who_words(scope: Scope, one: Round, names: dict[int, str]) -> str:
    """Whose round it is, by the name the reader may know."""
    if one.person_id:
        return names.get(one.person_id, "")
    return in_language(one.team.name, scope.language) if one.team else ""


def weekday_words() -> dict[int, str]:
    """The weekdays, short, Monday first."""
    return dict(enumerate((_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))))


def days_words(rule: str) -> str:
    """On which days a round is gone, in words; a rule from elsewhere as it is written."""
    days, every = rules.weekdays_of(rule)
    if not days:
        return rule
    names = weekday_words()
    text = ", ".join(names[day] for day in days)
    return text if every == 1 else _("%(days)s every %(weeks)s weeks") % {"days": text, "weeks": every}


def coming(one: Round, stops: list[RoundStop], today: date) -> list[str]:
    """What changes of service make of a round from some day on, or now, in words."""
    told = []
    for pace in one.paces:
        if date.fromisoformat(pace["from"]) > today:
            given = {"day": _day(pace["from"]), "days": days_words(pace["rule"])}
            told.append(_("From %(day)s: %(days)s, by a change of service.") % given)
    for rest in one.rests:
        if rest["until"] is None:
            told.append(
                _("From %(day)s it is gone no more: the service was given up here.") % {"day": _day(rest["from"])}
            )
        elif date.fromisoformat(rest["until"]) >= today:
            given = {"first": _day(rest["from"]), "last": _day(rest["until"])}
            told.append(_("It rests from %(first)s to %(last)s: the place is closed.") % given)
    fewer = [stop for stop in stops if stop.paces]
    if fewer:
        told.append(
            ngettext(
                "%(count)s room has days of its own by a change of service.",
                "%(count)s rooms have days of their own by a change of service.", len(fewer),
            ) % {"count": len(fewer)}
        )  # fmt: skip
    return told


def held_on(one: Round, day: date) -> str:
    """The rule by which a round is gone on a day."""
    return rules.rule_on(one.rule, one.paces, day)


def _day(text: str) -> str:
    return whole_day_words(date.fromisoformat(text))


@require_safe
def round_page(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """One round: who, when, its rooms, and its days before and ahead."""
    scope = request.scope
    one = Round.objects.within(scope).select_related(*queries.ALONG, "buddy").get(uid=uid)
    today = queries.day_at(one, now())
    names = dict(parties.names_of(scope, [p for p in (one.person_id, one.buddy_id) if p]))
    stops = queries.stops_from(scope, one, max(today, one.first_day))
    context = {
        "one": one, "site": in_language(one.site.name, scope.language), "today": today,
        "days": days_words(held_on(one, today)), "coming": coming(one, stops, today),
        "starts": clock_text(one.starts_minute), "stops": stops, "minutes": sum(stop.minutes for stop in stops),
        "who": names.get(one.person_id or 0, ""), "buddy": names.get(one.buddy_id or 0, ""),
        "team": in_language(one.team.name, scope.language) if one.team else "",
        "ahead": [day for n in range(AHEAD) if queries.runs(one, day := today + timedelta(days=n))],
        "behind": [day for n in range(1, AHEAD + 1) if queries.runs(one, day := today - timedelta(days=n))],
        "task_words": words.TASK_WORDS, "task_icons": words.TASK_ICONS, "may_plan": scope.may("rounds.plan"),
    }  # fmt: skip
    return render(request, "rounds/round.html", context)


@require_http_methods(FORM)
def new(request: ScopedRequest) -> HttpResponse:
    """Make a round."""
    require_somewhere(request.scope, "rounds.plan")
    today = parties.community_day(request.scope, now())
    given = request.POST if request.method == "POST" else _first(today)
    if request.method == "POST":
        made, wrong = _written(request, lambda draft: writing.write_round(request.scope, draft, now=now()))
        if made is not None:
            return redirect("rounds:rooms", made.uid)
    else:
        wrong = {}
    return _form(request, given, wrong, None)


@require_http_methods(FORM)
def edit(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Change what a round is."""
    scope = request.scope
    one = Round.objects.within_permission(scope, "rounds.plan").select_related(*queries.ALONG, "buddy").get(uid=uid)
    wrong: dict[str, str] = {}
    given = request.POST if request.method == "POST" else _given(one)
    if request.method == "POST":
        version = version_of(request)
        made, wrong = _written(
            request, lambda draft: writing.change_round(scope, uid, draft, expected_version=version, now=now())
        )
        if made is not None:
            messages.success(request, _("The round is changed."))
            return redirect("rounds:round", uid)
    return _form(request, given, wrong, one)


def _first(today: date) -> QueryDict:
    given = QueryDict(mutable=True)
    given.update({"first_day": today.isoformat(), "starts": "06:00", "every": "1", "off_days": "skip", "line": "CLN"})
    given.setlist("weekdays", ["0", "1", "2", "3", "4"])
    return given


def _given(one: Round) -> QueryDict:
    given = QueryDict(mutable=True)
    days, every = rules.weekdays_of(rules.rule_on(one.rule, one.paces, now().date()))
    given.update({
        "name": one.name, "site": str(one.site.uid), "line": one.line_code, "first_day": one.first_day.isoformat(),
        "last_day": one.last_day.isoformat() if one.last_day else "", "starts": clock_text(one.starts_minute),
        "every": str(every), "off_days": one.off_days, "team": str(one.team.uid) if one.team else "",
        "person": str(one.person.uid) if one.person else "", "buddy": str(one.buddy.uid) if one.buddy else "",
    })  # fmt: skip
    given.setlist("weekdays", [str(day) for day in days])
    return given


def _written(request: ScopedRequest, do: Any) -> tuple[Round | None, dict[str, str]]:
    try:
        return do(_draft(request.POST)), {}
    except Invalid as no:
        return None, no.fields
    except Stale:
        raise
    except Refused as no:
        return None, {"site": str(no)}


def _draft(given: QueryDict) -> writing.RoundDraft:
    wrong: dict[str, object] = {}
    days = [int(one) for one in given.getlist("weekdays") if one in "0123456" and one]
    every = given.get("every", "1")
    rule = rules.rule_of(days, int(every)) if days and every in [str(n) for n in range(1, 13)] else ""
    first, last = day_of(given.get("first_day", "")), day_of(given.get("last_day", ""))
    if first is None:
        wrong["first_day"] = _("Give a day.")
    site, starts = _uid_or_none(given.get("site")), _time(given.get("starts", ""))
    if site is None:
        wrong["site"] = _("Choose a site.")
    if starts is None:
        wrong["starts"] = _("Give a time of day.")
    if wrong or first is None or site is None or starts is None:
        raise Invalid(wrong)
    return writing.RoundDraft(
        name=given.get("name", ""), site=site, line=given.get("line", ""), rule=rule, first_day=first, last_day=last,
        off_days=given.get("off_days", ""), starts_minute=starts, team=_uid_or_none(given.get("team")),
        person=_uid_or_none(given.get("person")), buddy=_uid_or_none(given.get("buddy")),
    )  # fmt: skip


def _time(text: str) -> int | None:
    try:
        read = parse_time(text)
    except ValueError:
        return None
    return None if read is None else read.hour * 60 + read.minute


def _uid_or_none(given: object) -> UUID | None:
    try:
        return UUID(str(given))
    except ValueError:
        return None


def _form(request: ScopedRequest, given: QueryDict, wrong: dict[str, str], one: Round | None) -> HttpResponse:
    scope = request.scope
    sites = estate.Site.objects.within(scope).exclude(state="closed").order_by("code")[:MOST_SITES]
    teams = parties.teams(scope).filter(organisation=scope.party_id)
    people = _people(scope)
    lines = catalogue.catalogue_of(scope.community_id).lines
    context = {
        "one": one, "given": given, "wrong": wrong, "chosen_days": given.getlist("weekdays"), "people": people,
        "weekdays": [(str(number), word) for number, word in weekday_words().items()],
        "sites": [(str(site.uid), f"{site.code} {in_language(site.name, scope.language)}") for site in sites],
        "teams": [(str(team.uid), in_language(team.name, scope.language)) for team in teams],
        "lines": [(code, in_language(line.name, scope.language)) for code, line in lines.items()],
        "weeks": [(str(n), _weeks_words(n)) for n in range(1, 5)],
        "off_days": [("skip", _("Not on holidays")), ("keep", _("On holidays, too"))],
    }  # fmt: skip
    return render(request, "rounds/form.html", context, status=422 if wrong else 200)


def _weeks_words(every: int) -> str:
    return _("Every week") if every == 1 else _("Every %(weeks)s weeks") % {"weeks": every}


def _people(scope: Scope) -> list[tuple[str, str]]:
    rows = parties.TeamMember.objects.within(scope).filter(
        employment__organisation=scope.party_id, employment__person__state="active", team__closed_on=None
    )
    found = {
        row.employment.person: row.employment.title
        for row in rows.select_related("employment__person").order_by("employment__person__folded_name", "pk")[:500]
    }
    return [(str(person.uid), parties.shown_name(scope, person, title)) for person, title in found.items()]


@require_POST
def end(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Say the last day."""
    last = day_of(request.POST.get("last_day", ""))
    try:
        if last is None:
            raise Invalid({"last_day": _("Give a day.")})
        writing.end_round(request.scope, uid, last_day=last, expected_version=version_of(request), now=now())
        messages.success(request, _("The round has its last day."))
    except Invalid as no:
        messages.error(request, str(no))
    return redirect("rounds:round", uid)


@require_http_methods(FORM)
def rooms(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The rooms of a round: ticked and numbered, what is to be done in each, how long."""
    scope = request.scope
    one = Round.objects.within_permission(scope, "rounds.plan").select_related("site").get(uid=uid)
    wrong = ""
    if request.method == "POST":
        try:
            from_day = writing.set_stops(
                scope, uid, _stops(request.POST), expected_version=version_of(request), now=now()
            )
            messages.success(request, _("The rooms hold from %(day)s.") % {"day": from_day.isoformat()})
            return redirect("rounds:round", uid)
        except Stale:
            raise
        except (Invalid, Refused) as no:
            wrong = str(no)
    context = {
        "one": one, "wrong": wrong, "rows": _room_rows(scope, one, request.POST),
        "tasks": list(words.TASK_WORDS.items()), "task_icons": words.TASK_ICONS,
    }  # fmt: skip
    return render(request, "rounds/rooms.html", context, status=422 if wrong else 200)


def _stops(given: QueryDict) -> list[writing.StopDraft]:
    """The ticked rooms by the number given to each; those without a number last, as they stand."""
    found = []
    for row, text in enumerate(given.getlist("room")):
        space = _uid_or_none(text)
        if space is None:
            continue
        number = _whole(given.get(f"position-{space}", ""), 10_000 + row)
        stop = writing.StopDraft(
            space=space, tasks=given.getlist(f"tasks-{space}"), minutes=_whole(given.get(f"minutes-{space}", ""), 5),
            note=given.get(f"note-{space}", ""),
        )  # fmt: skip
        found.append((number, row, stop))
    return [stop for _number, _row, stop in sorted(found, key=lambda one: one[:2])]


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else otherwise


def _room_rows(scope: Scope, one: Round, given: QueryDict) -> list[dict[str, Any]]:
    """The site's rooms, those of the round first in their order; as typed when the form comes back."""
    today = max(queries.day_at(one, now()), one.first_day)
    stops = queries.stops_from(scope, one, today + timedelta(days=1))
    held: dict[int, RoundStop] = {stop.space_id: stop for stop in stops}
    rows = estate.Space.objects.within(scope).filter(site=one.site_id, state__in=("active", "draft"))
    spaces = list(rows.select_related("storey").order_by("storey__level", "number", "pk")[:MOST_ROOMS])
    spaces.sort(key=lambda space: held[space.pk].position if space.pk in held else rules.MOST_STOPS + 1)
    ticked = set(given.getlist("room"))
    usual = ["bins", "floor"]
    return [
        {
            "space": space, "uid": str(space.uid), "chosen": str(space.uid) in ticked if given else space.pk in held,
            "position": given.get(f"position-{space.uid}", held[space.pk].position if space.pk in held else ""),
            "tasks": given.getlist(f"tasks-{space.uid}") or (held[space.pk].tasks if space.pk in held else usual),
            "minutes": given.get(f"minutes-{space.uid}", held[space.pk].minutes if space.pk in held else 5),
            "note": given.get(f"note-{space.uid}", held[space.pk].note if space.pk in held else ""),
        }
        for space in spaces
    ]  # fmt: skip
