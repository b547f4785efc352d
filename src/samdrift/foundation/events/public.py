"""What every room uses of events."""

from samdrift.foundation.events.base import Event, kinds
from samdrift.foundation.events.commands import Happening, import_history, record, record_many, together
from samdrift.foundation.events.deliveries import (
    deliver_all,
    deliver_due,
    dismiss_delivery,
    replay,
    retry_delivery,
)
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.events.queries import (
    failed_deliveries,
    history_of,
    history_of_book,
    history_of_one,
    oldest_waiting,
    recent_events,
    waiting_deliveries,
)
from samdrift.foundation.events.registry import follow, followers
from samdrift.foundation.events.sealing import HeadOf, erase_payload, last_verdicts, seal_due, signed_heads, verify_book
from samdrift.foundation.events.sentences import (
    Reader,
    Rows,
    Sentence,
    Told,
    Word,
    register_codes,
    register_reader,
    register_rows,
    rows_spoken_of,
    sentence_of,
    tell,
    title_of_kind,
)

__all__ = [
    "Event",
    "EventRecord",
    "Happening",
    "HeadOf",
    "Reader",
    "Rows",
    "Sentence",
    "Told",
    "Word",
    "deliver_all",
    "deliver_due",
    "dismiss_delivery",
    "erase_payload",
    "failed_deliveries",
    "follow",
    "followers",
    "history_of",
    "history_of_book",
    "history_of_one",
    "import_history",
    "kinds",
    "last_verdicts",
    "oldest_waiting",
    "recent_events",
    "record",
    "record_many",
    "register_codes",
    "register_reader",
    "register_rows",
    "replay",
    "retry_delivery",
    "rows_spoken_of",
    "seal_due",
    "sentence_of",
    "signed_heads",
    "tell",
    "title_of_kind",
    "together",
    "verify_book",
    "waiting_deliveries",
]
