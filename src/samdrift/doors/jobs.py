"""What workers do for the doors."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from samdrift.doors.account.forgotten import JOB
from samdrift.doors.account.letters import FORGOTTEN, send_letter
from samdrift.doors.ask.snapshot import reader_scope, write_snapshot
from samdrift.doors.ask.telling import tell_due
from samdrift.foundation import clock
from samdrift.foundation.datasets.public import Today
from samdrift.foundation.jobs.public import job
from samdrift.foundation.statistics import look_again
from samdrift.registers.parties import public as parties


@job(JOB)
def send_link(payload: Mapping[str, Any]) -> None:
    """Send the link for a new password, when there is such an account and it is open."""
    person = parties.Person.objects.filter(email=payload["email"], state="active").first()
    if person is not None:
        send_letter(person.pk, FORGOTTEN)


@job("database.statistics", every="50 2 * * *", make_up_after=1800)
def count_anew(payload: Mapping[str, Any]) -> None:
    """Let the embedded database count anew what its plans go by."""
    look_again()


@job("ask.tell", every="25 4 * * *", each_community=True, make_up_after=600)
def tell_answers(payload: Mapping[str, Any]) -> None:
    """Tell whoever follows a question of its answer, before the working day begins."""
    tell_due(int(payload["community_id"]), now=clock.now())


@job("analytics.snapshot", every="15 1 * * *", make_up_after=3600)
def write_analytics(payload: Mapping[str, Any]) -> None:
    """Renew the snapshot for analysts, where the operator has named a target and a reader."""
    target, email = settings.SAMDRIFT_ANALYTICS, settings.SAMDRIFT_ANALYTICS_READER
    today = Today(clock.now(), ZoneInfo("UTC"))
    scope = reader_scope(email, today) if target and email else None
    if scope is not None:
        write_snapshot(scope, Path(target), today)
