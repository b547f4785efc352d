"""What other rooms and the doors may use of the desk."""

from samdrift.operations.desk.commands.contacts import (
    Opening,
    abandon_contact,
    answer_contact,
    end_contact,
    key_of,
    open_contact,
)
from samdrift.operations.desk.commands.history import PastContact, import_contacts
from samdrift.operations.desk.commands.linking import hand_over, link_contact
from samdrift.operations.desk.commands.taking import Arrival, Taken, join_report, take_report, take_report_once
from samdrift.operations.desk.commands.wrapping import WrapUp, correct_outcome, identify_caller, wrap_up
from samdrift.operations.desk.events import (
    ContactAbandoned,
    ContactAnswered,
    ContactHandedOver,
    ContactLinked,
    ContactOpened,
    ContactOutcomeCorrected,
    ContactWrappedUp,
    OutageChanged,
    OutageDeclared,
    OutageEnded,
)
from samdrift.operations.desk.models import Contact, ContactLink, Outage, Queue
from samdrift.operations.desk.queries.datasets import AVOIDABLE
from samdrift.operations.desk.queries.known import Known, known_here
from samdrift.operations.desk.queries.measures import Month, contacts_behind, month_at
from samdrift.operations.desk.queries.outages import Out, cases_out, outages_at
from samdrift.operations.desk.rules.clocks import device_time
from samdrift.operations.desk.rules.contacts import handle_of, is_repeat

__all__ = [
    "AVOIDABLE",
    "Arrival",
    "Contact",
    "ContactAbandoned",
    "ContactAnswered",
    "ContactHandedOver",
    "ContactLink",
    "ContactLinked",
    "ContactOpened",
    "ContactOutcomeCorrected",
    "ContactWrappedUp",
    "Known",
    "Month",
    "Opening",
    "Out",
    "Outage",
    "OutageChanged",
    "OutageDeclared",
    "OutageEnded",
    "PastContact",
    "Queue",
    "Taken",
    "WrapUp",
    "abandon_contact",
    "answer_contact",
    "cases_out",
    "contacts_behind",
    "correct_outcome",
    "device_time",
    "end_contact",
    "hand_over",
    "handle_of",
    "identify_caller",
    "import_contacts",
    "is_repeat",
    "join_report",
    "key_of",
    "known_here",
    "link_contact",
    "month_at",
    "open_contact",
    "outages_at",
    "take_report",
    "take_report_once",
    "wrap_up",
]
