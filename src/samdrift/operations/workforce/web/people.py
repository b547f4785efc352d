"""One person's page for whoever leads or looks after them: shifts, days away, skills, keys, substitutes."""

from datetime import timedelta
from functools import partial
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.errors import NotAllowed
from samdrift.foundation.http import ScopedRequest
from samdrift.foundation.scope import Scope
from samdrift.operations.workforce.commands import absences, covering, keys, shifts, skills
from samdrift.operations.workforce.commands.shared import colleague, may_over
from samdrift.operations.workforce.queries import pages as queries
from samdrift.operations.workforce.queries.shifts import planned, today_of, zone_of
from samdrift.operations.workforce.queries.skills import held_by, skill_kinds
from samdrift.operations.workforce.rules import expiry
from samdrift.operations.workforce.rules import shifts as rules
from samdrift.operations.workforce.web import given, words
from samdrift.registers.parties import public as parties

SEES = ("workforce.view", "workforce.view_skills", "workforce.view_keys")
WEEKS = 2


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """Somebody's shifts, days away, skills and keys; and what their leader writes."""
    scope = request.scope
    employment = colleague(scope, uid)
    ours = scope.party_id in (None, employment.organisation_id)
    seen = [code for code in SEES if may_over(scope, code, employment) and (ours or code != "workforce.view")]
    if not seen:
        raise NotAllowed(_("You may not do this here. Ask your local FM coordinator if you should be able to."))
    acts: dict[str, given.Act] = {name: partial(do, employment=employment) for name, do in ACTS.items()}
    wrong = given.acted(request, acts) if request.method == "POST" else []
    if wrong is None:
        return redirect("workforce:person", uid=uid)
    context = _page(scope, employment) | {"wrong": wrong, "post": request.POST, "seen": seen}
    return render(request, "workforce/person.html", context, status=422 if wrong else 200)


def _page(scope: Scope, employment: parties.Employment) -> dict[str, Any]:
    today, zone = today_of(scope, now()), zone_of(scope)
    first = rules.monday_of(today)
    last = first + timedelta(days=7 * WEEKS - 1)
    plan = planned(scope, [employment.pk], first, last)
    kinds = {
        day: row.kind
        for row in queries.absences_of(scope, [employment.pk], first, last) if row.state == "granted"
        for day in rules.days_between(row.first_day, row.last_day)
    }  # fmt: skip
    away = plan.away[employment.pk]
    warned = rules.warnings_of(one for one in plan.shifts[employment.pk] if one.day not in away)
    return {
        "employment": employment, "name": parties.shown_name(scope, employment.person, employment.title),
        "title": employment.title, "today": today, "zone": zone,
        "days": [
            {
                "day": day, "away": words.absence_word(kinds.get(day, "")) if day in away else "",
                "shifts": [words.shift_words(one, zone) for one in plan.shifts[employment.pk] if one.day == day],
                "changed": (employment.pk, day) in plan.changed,
                "warned": [words.warned(one) for one in warned if one.day == day],
            }
            for day in rules.days_between(first, last)
        ],
        **_may(scope, employment), **_things(scope, employment), **_covering(scope, employment),
    }  # fmt: skip


def _may(scope: Scope, employment: parties.Employment) -> dict[str, bool]:
    ours = scope.party_id in (None, employment.organisation_id)
    named = {
        "plans": "plan", "answers": "answer_absence", "grants": "grant_skills", "clears": "grant_clearance",
        "hands": "hand_keys",
    }  # fmt: skip
    both = ("clears", "hands")
    return {
        name: (ours or name in both) and may_over(scope, f"workforce.{code}", employment)
        for name, code in named.items()
    }


def _things(scope: Scope, employment: parties.Employment) -> dict[str, Any]:
    today = today_of(scope, now())
    held = queries.keys_held(scope, employment.pk)
    return {
        "skills": [
            {
                "row": one, "name": words.name_of(one.skill.name, scope), "kind": words.skill_kind_word(one.skill.kind),
                "left": expiry.days_left(one.valid_to, today) if one.valid_to else None,
                "may": scope.may(skills.permission_for(one.skill.kind)),
            }
            for one in held_by(scope, [employment.pk]).get(employment.pk, [])
        ],
        "skill_choices": [
            (one.code, words.name_of(one.name, scope)) for one in skill_kinds(scope)
            if scope.may(skills.permission_for(one.kind))
        ],
        "keys": [
            {
                "row": one, "kind": words.key_word(one.kind), "site": words.name_of(one.site.name, scope),
                "by": parties.shown_name(scope, one.handed_by) if one.handed_by else "",
            }
            for one in held
        ],
        "key_kinds": words.key_kinds(), "sites": words.sites_of(scope), "kinds": words.absence_kinds(),
        "day_names": [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
                      _("Sunday")],
    }  # fmt: skip


def _covering(scope: Scope, employment: parties.Employment) -> dict[str, Any]:
    rows = queries.covering_now(scope, employment.pk, today_of(scope, now()))
    names = parties.names_of(scope, [p for one in rows for p in (one.employment.person_id, one.absent.person_id)])
    team = parties.TeamMember.objects.within(scope).filter(employment=employment.pk).order_by("pk").first()
    mates = queries.people_in(scope, team.team_id, today_of(scope, now())) if team else []
    return {
        "covers": [
            (one, names[one.employment.person_id], names[one.absent.person_id], one.absent_id == employment.pk)
            for one in rows
        ],
        "mates": [(str(one.uid), one.name) for one in mates if one.employment_id != employment.pk],
    }  # fmt: skip


def _weeks(request: ScopedRequest, employment: parties.Employment) -> str:
    week = [given.text(request, day) for day in rules.DAYS]
    other = [given.text(request, f"{day}2") for day in rules.DAYS]
    wanted = shifts.Weeks(
        weeks=[week, other] if any(other) else [week], valid_from=given.day(request, "valid_from"),
        valid_to=given.day_or_none(request, "valid_to"),
    )  # fmt: skip
    shifts.set_shifts(request.scope, employment.uid, wanted, now=now())
    return _warned(request.scope, employment, _("The shifts are written."), wanted.valid_from)


def _warned(scope: Scope, employment: parties.Employment, done: str, day: Any) -> str:
    """What was done, and what rest and hours say of it."""
    return " ".join([done, *(words.warned(one) for one in shifts.warned_of(scope, employment, day)[:3])])


def _day(request: ScopedRequest, employment: parties.Employment) -> str:
    day = given.day(request, "day")
    shifts.change_day(
        request.scope, employment.uid, day, given.text(request, "windows"), note=given.text(request, "note"), now=now()
    )
    return _warned(request.scope, employment, _("The day is changed."), day)


def _undo_day(request: ScopedRequest, employment: parties.Employment) -> str:
    shifts.undo_day(request.scope, employment.uid, given.day(request, "day"), now=now())
    return _("The day is as the pattern says again.")


def _absence(request: ScopedRequest, employment: parties.Employment) -> str:
    first, kind = given.day(request, "first_day"), given.text(request, "kind")
    last = given.day_or_none(request, "last_day") or first
    absences.note_absence(request.scope, employment.uid, first_day=first, last_day=last, kind=kind, now=now())
    return _("The absence is written down.")


def _skill(request: ScopedRequest, employment: parties.Employment) -> str:
    having = skills.Having(
        code=given.text(request, "code"), valid_from=given.day(request, "valid_from"),
        valid_to=given.day_or_none(request, "valid_to"), number=given.text(request, "number"),
        site_ids=tuple(given.numbers(request, "sites")), escort=given.text(request, "escort") == "1",
    )  # fmt: skip
    row = skills.grant_skill(request.scope, employment.uid, having, now=now())
    paper = request.FILES.get("paper")
    if paper is not None:
        skills.add_paper(request.scope, row.uid, cast(BinaryIO, paper), paper.name or "paper", now=now())
    return _("It is written down.")


def _withdraw(request: ScopedRequest, employment: parties.Employment) -> str:
    version = given.number(request, "version")
    skills.withdraw_skill(request.scope, given.uid(request), expected_version=version, now=now())
    return _("It holds no longer.")


def _key(request: ScopedRequest, employment: parties.Employment) -> str:
    wanted = keys.KeyGiven(
        site_id=given.number(request, "site"), label=given.text(request, "label"), kind=given.text(request, "kind"),
        back_by=given.day_or_none(request, "back_by"),
    )  # fmt: skip
    keys.hand_key(request.scope, employment.uid, wanted, now=now())
    return _("The key is handed out. They confirm it on their phone.")


def _return_key(request: ScopedRequest, employment: parties.Employment) -> str:
    version = given.number(request, "version")
    keys.return_key(request.scope, given.uid(request), expected_version=version, now=now())
    return _("The key is back.")


def _cover(request: ScopedRequest, employment: parties.Employment) -> str:
    first = given.day(request, "first_day")
    wanted = covering.Covering(
        first_day=first, last_day=given.day_or_none(request, "last_day") or first, note=given.text(request, "note"),
        site_ids=tuple(given.numbers(request, "sites")),
    )  # fmt: skip
    covering.name_cover(request.scope, employment.uid, given.uid(request, "substitute"), wanted, now=now())
    return _("The substitute is named and told.")


ACTS = {
    "weeks": _weeks, "day": _day, "undo_day": _undo_day, "absence": _absence, "skill": _skill, "withdraw": _withdraw,
    "key": _key, "return_key": _return_key, "cover": _cover,
}  # fmt: skip
