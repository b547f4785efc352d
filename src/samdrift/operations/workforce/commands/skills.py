"""Skills, qualifications and clearances: written down, withdrawn, and what happens as they run out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.files.public import StoredFile, attach, clean_upload
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.workforce.commands.shared import colleague, require_over, system_scope, who
from samdrift.operations.workforce.events import SkillEnded, SkillExpiring, SkillGranted
from samdrift.operations.workforce.models import Qualification, SkillKind
from samdrift.operations.workforce.queries.shifts import today_of
from samdrift.operations.workforce.queries.skills import skill_kind
from samdrift.operations.workforce.rules import expiry as rules

FILE_KIND = "workforce.qualification"


@dataclass(frozen=True, slots=True, kw_only=True)
class Having:
    """What somebody has: since when, until which last day, by which number, and for a clearance where."""

    code: str
    valid_from: date
    valid_to: date | None = None
    number: str = ""
    site_ids: tuple[int, ...] = ()
    escort: bool = False


@transaction.atomic
def name_skill(scope: Scope, *, code: str, kind: str, name: dict[str, str]) -> SkillKind:
    """Let something be written down of people: a skill, a qualification or a clearance; safe to repeat.

    Raises:
        Invalid: No code, no such kind, or a language without a name.
        NotAllowed: The actor writes down no skills; clearances are the security officer's.
    """
    scope.require_somewhere(permission_for(kind))
    wrong = {}
    if not code.strip() or len(code) > 20:
        wrong["code"] = _("Give a code of at most 20 letters.")
    if kind not in rules.KINDS:
        wrong["kind"] = _("Choose skill, qualification or clearance.")
    if not all(name.get(language, "").strip() for language in ("en", "da", "sv")):
        wrong["name"] = _("Give the name in all three languages.")
    if wrong:
        raise Invalid(wrong)
    known = SkillKind.objects.within(scope).filter(code=code.strip().upper()).first()
    if known is not None:
        if known.kind != kind:
            raise Refused(_("This code is in use for something else."))
        known.name, known.retired = name, False
        known.save_changes("name", "retired")
        return known
    return SkillKind.objects.create(community_id=scope.community_id, code=code.strip().upper(), kind=kind, name=name)


def permission_for(kind: str) -> str:
    """Who writes it down: clearances only the security officer, who is nobody's manager here."""
    return "workforce.grant_clearance" if kind == rules.CLEARANCE else "workforce.grant_skills"


@transaction.atomic
def grant_skill(scope: Scope, employment_uid: UUID, having: Having, *, now: datetime) -> Qualification:
    """Write down that somebody has something, or has it for longer; what held before is replaced.

    Raises:
        DoesNotExist: There is no such colleague or no such skill.
        Invalid: Its last day lies before its first.
        NotAllowed: It is not the actor's to say, or it is a clearance of their own.
    """
    employment, skill = colleague(scope, employment_uid), skill_kind(scope, having.code)
    require_over(scope, permission_for(skill.kind), employment)
    if skill.kind == rules.CLEARANCE and employment.person_id == scope.person_id:
        raise NotAllowed(_("Nobody clears themselves. Ask another security officer."))
    if having.valid_to is not None and having.valid_to < having.valid_from:
        raise Invalid({"valid_to": _("The last day lies before the first.")})
    today = today_of(scope, now)
    with everywhere(reason="what the person the command has checked holds already"):
        held = Qualification.objects.filter(employment=employment, skill=skill, state="held").first()
    if held is not None:
        held.state = "replaced"
        held.save_changes("state")
    row = Qualification.objects.create(
        community_id=scope.community_id, data_class="D4", employment=employment, skill=skill,
        valid_from=having.valid_from, valid_to=having.valid_to, number=having.number.strip()[:40],
        site_ids=sorted(having.site_ids), escort=having.escort,
        told_stage=rules.told_already(having.valid_to, today),
    )  # fmt: skip
    event = SkillGranted(
        **who(employment), skill=skill.code, skill_kind=skill.kind, valid_from=having.valid_from,
        valid_to=having.valid_to,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=row)
    return row


@transaction.atomic
def withdraw_skill(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Qualification:
    """Take something back at once; work that needs it is then given to somebody else.

    Raises:
        DoesNotExist: No such row within the scope.
        NotAllowed: It is not the actor's to say.
        Refused: It was withdrawn or replaced already.
        Stale: Somebody changed it first.
    """
    row = Qualification.objects.within(scope).select_related("employment", "skill").locked(uid, expected_version)
    require_over(scope, permission_for(row.skill.kind), row.employment)
    if row.state != "held":
        raise Refused(_("This no longer stands."))
    row.state = "withdrawn"
    row.save_changes("state")
    _ended(scope, row, today_of(scope, now), now, withdrawn=True)
    return row


def add_paper(scope: Scope, uid: UUID, stream: BinaryIO, name: str, *, now: datetime) -> StoredFile:
    """Keep the certificate of a qualification; seen by whoever sees the qualification. A clearance has no paper here.

    Raises:
        DoesNotExist: No such row within the scope.
        Invalid: It is no picture or document, or too large.
        NotAllowed: It is not the actor's to say.
        Refused: It is a clearance.
    """
    row = Qualification.objects.within(scope).select_related("employment", "skill").get(uid=uid)
    require_over(scope, permission_for(row.skill.kind), row.employment)
    if row.skill.kind == rules.CLEARANCE:
        raise Refused(_("Of a clearance only its validity is kept, never papers."))
    cleaned = clean_upload(stream, name)  # outside the transaction: it takes a while
    with transaction.atomic():
        return attach(scope, FILE_KIND, row.uid, cleaned, visibility="shared", now=now, data_class=row.data_class)


def tell_expiries(community_id: int, *, now: datetime) -> int:
    """Say of everything that runs out in 90, 30, 7 or 0 days; how many were said. Each stage is said once.

    On the first day without it the person no longer has it: who plans work follows `workforce.skill_ended`.
    """
    scope = system_scope(community_id)
    today = today_of(scope, now)
    near = Q(valid_to__lte=today + timedelta(days=max(rules.STAGES)))
    rows = Qualification.objects.within(scope).filter(near, state="held").exclude(told_stage=0)
    told = 0
    for uid in list(rows.order_by("valid_to", "pk").values_list("uid", flat=True)):
        told += _tell_expiry(scope, uid, today, now)
    return told


@transaction.atomic
def _tell_expiry(scope: Scope, uid: UUID, today: date, now: datetime) -> int:
    row = Qualification.objects.within(scope).select_related("employment", "skill").locked(uid)
    stage = rules.stage_reached(row.valid_to, today, row.told_stage)
    if row.state != "held" or stage is None or row.valid_to is None:
        return 0
    row.told_stage = stage
    row.save_changes("told_stage")
    if stage == 0:
        _ended(scope, row, row.valid_to + timedelta(days=1), now, withdrawn=False)
    else:
        event = SkillExpiring(
            **who(row.employment), skill=row.skill.code, skill_kind=row.skill.kind, valid_to=row.valid_to,
            days=rules.days_left(row.valid_to, today),
        )  # fmt: skip
        record(event, scope=scope, at=now, subject=row)
    return 1


def _ended(scope: Scope, row: Qualification, from_day: date, now: datetime, *, withdrawn: bool) -> None:
    event = SkillEnded(
        **who(row.employment), skill=row.skill.code, skill_kind=row.skill.kind, from_day=from_day, withdrawn=withdrawn
    )
    record(event, scope=scope, at=now, subject=row)
