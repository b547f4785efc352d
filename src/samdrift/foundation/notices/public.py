"""What every room uses of notices."""

from samdrift.foundation.notices.commands.choosing import (
    choose_hours,
    choose_ways,
    mark_all_read,
    mark_read,
    quieten,
)
from samdrift.foundation.notices.commands.devices import allow_device, let_device_go
from samdrift.foundation.notices.commands.sending import queue
from samdrift.foundation.notices.commands.telling import forget_told, reclassify, tell
from samdrift.foundation.notices.events import SendingFailed
from samdrift.foundation.notices.gateways import configured
from samdrift.foundation.notices.gateways.push import push_key
from samdrift.foundation.notices.letters import Letter, Said, letter_writer, link_of, said
from samdrift.foundation.notices.links import absolute, quieten_path, read_quieten
from samdrift.foundation.notices.models import VIEW_SENT, Choice, Habits, Notice, Sending
from samdrift.foundation.notices.queries import (
    ORDER,
    Chosen,
    choices_of,
    habits_of,
    has_unread,
    notices_of,
    sending_counts,
    sendings,
    told_causes,
    unread_count,
)
from samdrift.foundation.notices.registry import NoticeKind, Telling, To, forget, kinds, register_kinds
from samdrift.foundation.notices.rules import APP, CHANNELS, DIGEST, MAIL, PUSH, SMS
from samdrift.foundation.notices.words import moment_words

__all__ = [
    "APP",
    "CHANNELS",
    "DIGEST",
    "MAIL",
    "ORDER",
    "PUSH",
    "SMS",
    "VIEW_SENT",
    "Choice",
    "Chosen",
    "Habits",
    "Letter",
    "Notice",
    "NoticeKind",
    "Said",
    "Sending",
    "SendingFailed",
    "Telling",
    "To",
    "absolute",
    "allow_device",
    "choices_of",
    "choose_hours",
    "choose_ways",
    "configured",
    "forget",
    "forget_told",
    "habits_of",
    "has_unread",
    "kinds",
    "let_device_go",
    "letter_writer",
    "link_of",
    "mark_all_read",
    "mark_read",
    "moment_words",
    "notices_of",
    "push_key",
    "queue",
    "quieten",
    "quieten_path",
    "read_quieten",
    "reclassify",
    "register_kinds",
    "said",
    "sending_counts",
    "sendings",
    "tell",
    "told_causes",
    "unread_count",
]
