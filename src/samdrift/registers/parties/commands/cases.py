"""Naming people and teams on a case, and letting them go; in the caller's transaction, past the case's own gate."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.parties.models import CaseMember
from samdrift.registers.parties.queries import cases


def name_on_case(
    scope: Scope, case_uid: UUID, *, data_class: str, now: datetime, employment_ids: Iterable[int] = (),
    team_ids: Iterable[int] = (),
) -> list[CaseMember]:  # fmt: skip
    """Let a case exist for these employments and teams; who is named already stays named.

    Raises:
        Invalid: A clinical case would exist for somebody who is no clinician.
    """
    employment_ids, team_ids = list(employment_ids), list(team_ids)
    if data_class == "D6" and not cases.clinicians_among(employment_ids, team_ids):
        raise Invalid({"person": _("Clinical matters are for clinicians only.")})
    with everywhere(reason="who is named already on a case whose gate the caller has passed"):
        open_rows = CaseMember.objects.filter(case_uid=case_uid, ended_at__isnull=True)
        known = set(open_rows.values_list("employment_id", "team_id"))
    wanted = [(one, None) for one in employment_ids] + [(None, one) for one in team_ids]
    return [
        CaseMember.objects.create(
            community_id=scope.community_id, data_class=data_class, case_uid=case_uid, employment_id=employment,
            team_id=team, named_by_id=scope.person_id, named_at=now,
        )
        for employment, team in dict.fromkeys(wanted) if (employment, team) not in known
    ]  # fmt: skip


def end_on_case(case_uid: UUID, member_uid: UUID, *, now: datetime) -> CaseMember:
    """Let a case no longer exist for somebody; the last one cannot go.

    Raises:
        DoesNotExist: Nobody of that uid is named on it.
        Invalid: Nobody would be left.
    """
    with everywhere(reason="the people of a case whose gate the caller has passed"):
        rows = list(CaseMember.objects.filter(case_uid=case_uid, ended_at__isnull=True).order_by("pk"))
        member = next((row for row in rows if row.uid == member_uid), None)
        if member is None:
            raise CaseMember.DoesNotExist
        if len(rows) == 1:
            raise Invalid({"person": _("Somebody must be left who looks after it. Name somebody else first.")})
        member.ended_at = now
        member.save_changes("ended_at")
        return member
