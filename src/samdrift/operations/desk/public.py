"""What other rooms and the doors may use of the desk."""

from samdrift.operations.desk.commands.taking import Contact, Taken, join_report, take_report, take_report_once
from samdrift.operations.desk.models import Interaction
from samdrift.operations.desk.queries.known import Known, known_here
from samdrift.operations.desk.rules import device_time

__all__ = [
    "Contact",
    "Interaction",
    "Known",
    "Taken",
    "device_time",
    "join_report",
    "known_here",
    "take_report",
    "take_report_once",
]
