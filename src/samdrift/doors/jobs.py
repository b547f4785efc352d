"""What workers do for the doors."""

from collections.abc import Mapping
from typing import Any

from samdrift.doors.account.forgotten import JOB
from samdrift.doors.account.letters import FORGOTTEN, send_letter
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
