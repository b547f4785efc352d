"""The tables of a pack about people, only where the provider opened them: under a pseudonym, never by name.

A person is told by a letter and a number that hold for this contract alone. People whose identity is protected are
in no pack: their employer hands their terms over itself.
"""

import hashlib
from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.scope import everywhere
from samdrift.operations.workforce import public as workforce
from samdrift.partnership.handover.formats.packing import Field
from samdrift.partnership.handover.queries.asking import Asked, column
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

Rows = Iterator[tuple[str, ...]]
REASON = "the staff list of an exit pack, which the employer's own contract office opened; no name is told"


def staff_fields() -> list[Field]:
    """The columns of the staff list."""
    return [
        column("person", "string", _("Person"), _("A pseudonym that holds in the packs of this contract alone.")),
        column("role", "string", _("Job title")), column("teams", "string", _("Teams")),
        column("lines", "string", _("Service lines")),
        column("assignment", "string", _("Works here"), _("whole: the teams serve this contract's places alone; "
                                                          "shared: they serve others as well.")),
        column("full_time_share", "number", _("Share of full time")),
        column("weekly_hours", "number", _("Hours a week"), _("Paid hours by the shifts that hold on the day.")),
        column("employed_since", "date", _("Employed since")), column("seniority_since", "date", _("Seniority since")),
        column("employed_until", "date", _("Employed until")),
        column("skills", "string", _("Skills and qualifications")),
    ]  # fmt: skip


def staff_rows(asked: Asked) -> Rows:
    """The provider's people in teams that serve the contract, as employed on the day, in the order of pseudonyms."""
    teams = _teams(asked)
    by_person: dict[int, list[tuple[str, list[str], bool]]] = {}
    with everywhere(reason=REASON):
        members = parties.TeamMember.objects.filter(team__in=list(teams)).order_by("team__code", "pk")
        for employment, team in members.values_list("employment_id", "team_id"):
            by_person.setdefault(employment, []).append(teams[team])
        holds = Q(starts_on__lte=asked.day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=asked.day))
        found = parties.Employment.objects.filter(
            holds, community=asked.contract.community_id, organisation=asked.contract.provider_id,
            person__protected_identity=False,
        )  # fmt: skip
        values = ("pk", "uid", "title", "full_time_share", "starts_on", "seniority_on", "ends_on")
        people = [row for row in found.order_by("pk").values_list(*values) if row[0] in by_person]
    minutes = workforce.weekly_minutes([row[0] for row in people], asked.day)
    skills = workforce.skills_on([row[0] for row in people], asked.day)
    told = []
    for pk, uid, title, share, starts, seniority, ends in people:
        of = by_person[pk]
        told.append(
            (
                pseudonym(asked, str(uid)), title, " ".join(code for code, _lines, _alone in of),
                " ".join(sorted({line for _code, lines, _alone in of for line in lines})),
                "whole" if all(alone for _code, _lines, alone in of) else "shared", f"{share.normalize():f}",
                f"{minutes[pk] / 60:.2f}" if pk in minutes else "", starts.isoformat(), _day(seniority), _day(ends),
                " ".join(skills.get(pk, ())),
            )
        )  # fmt: skip
    yield from sorted(told)


def key_fields() -> list[Field]:
    """The columns of keys."""
    return [
        column("site", "string", _("Site")), column("kind", "string", _("Kind"), _("key or card")),
        column("label", "string", _("Label")), column("person", "string", _("In whose hands")),
        column("handed_on", "date", _("Handed out")), column("back_by", "date", _("To be back by")),
    ]  # fmt: skip


def key_rows(asked: Asked) -> Rows:
    """Keys and cards that are out to the contract's places, by place."""
    out = list(workforce.keys_out(asked.contract.community_id, asked.contract.provider_id, asked.unit_ids))
    with everywhere(reason=REASON):
        known = parties.Employment.objects.filter(pk__in={one.employment_id for one in out})
        uids = dict(known.filter(person__protected_identity=False).values_list("pk", "uid"))
    for one in out:
        who = pseudonym(asked, str(uids[one.employment_id])) if one.employment_id in uids else ""
        yield one.site, one.kind, one.label, who, one.handed_on.isoformat(), _day(one.back_by)


def pseudonym(asked: Asked, uid: str) -> str:
    """What a person is called in the packs of a contract: nobody without the employer's own register finds out who."""
    return f"P-{hashlib.sha256(f'{asked.contract.uid}:{uid}'.encode()).hexdigest()[:10].upper()}"


def _teams(asked: Asked) -> dict[int, tuple[str, list[str], bool]]:
    """The provider's teams that serve lines and places of the contract: code, lines, whether they serve it alone."""
    lines = set(asked.contract.lines)
    with everywhere(reason=REASON):
        here = set(
            estate.Site.objects.filter(community=asked.contract.community_id, unit__in=asked.unit_ids)
            .order_by().values_list("pk", flat=True)
        )  # fmt: skip
        rows = parties.Team.objects.filter(
            Q(closed_on__isnull=True) | Q(closed_on__gt=asked.day), community=asked.contract.community_id,
            organisation=asked.contract.provider_id,
        )  # fmt: skip
        kept = list(rows.order_by("code", "pk").values_list("pk", "code", "lines", "site_ids"))
    return {
        pk: (code, of_lines, bool(sites) and set(sites) <= here and (not lines or set(of_lines) <= lines))
        for pk, code, of_lines, sites in kept
        if (not lines or not of_lines or lines & set(of_lines)) and (not sites or here & set(sites))
    }


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
