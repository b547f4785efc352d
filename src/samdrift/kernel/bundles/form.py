"""The form of a bundle: its files, their columns, and how values are written. docs/reference/bundles.md explains it."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from samdrift.kernel.bundles import behind_form
from samdrift.kernel.seals import canonical

FORMAT, VERSION, OLDEST = "samdrift-bundle", 5, 1
MANIFEST = "manifest.json"
CONTRACT, CALENDARS, RULES, FIGURES, SEALS = (
    "contract.json", "calendars.json", "rules.json", "figures.json", "seals.json",
)  # fmt: skip
EVENTS, PATTERNS, SALTS, LEAVES = "events.tsv", "patterns.tsv", "salts.bin", "leaves.bin"
EVENTS_OLDER, LEAVES_OLDER = "events.jsonl", "leaves.txt"
PLACES, REQUESTS, PROMISES, PAUSES, QUOTES, CHARGES, FEES, INVOICES, LINES = (
    "places.csv", "requests.csv", "promises.csv", "pauses.csv", "quotes.csv", "charges.csv", "fees.csv", "invoices.csv",
    "lines.csv",
)  # fmt: skip
# The first column says what a row is about; rows of all but the first table stand in its order.
COLUMNS: dict[str, tuple[str, ...]] = {
    PLACES: ("kind", "number", "code"),
    REQUESTS: (
        "request", "number", "line", "type", "channel", "site", "unit", "priority", "state", "received_at",
        "resolved_at", "closed_at", "reopened",
    ),
    PROMISES: (
        "subject", "clock", "promise", "rule", "calendar", "priority", "started_at", "due_at", "at_risk_at",
        "stopped_at", "state", "breached_at", "paused", "paused_seconds", "retro_breach", "credit_excluded", "given_at",
        "agreed_due_at", "excluded",
    ),
    PAUSES: (
        "subject", "pause", "reason", "caused_by", "clocks", "started_at", "ended_at", "ends_by_itself_at", "standing",
    ),
    QUOTES: ("quote", "number", "state", "amount_minor", "currency", "quoted_at", "decided_at", "charged_minor"),
    CHARGES: ("quote", "place", "amount_minor", "currency", "written_at"),
    FEES: ("month", "item", "unit", "site", "setting", "line", "quantity", "price", "amount_minor"),
    INVOICES: (
        "month", "invoice", "number", "kind", "unit", "known_at", "issued_on", "currency", "net_minor", "vat_minor",
        "gross_minor",
    ),
    LINES: (
        "month", "invoice", "position", "source", "reference", "line", "item", "site", "setting", "quantity", "price",
        "base", "vat_percent", "amount_minor",
    ),
    **behind_form.COLUMNS,
}  # fmt: skip
KEYS = {REQUESTS: 1, PROMISES: 2, PAUSES: 2, QUOTES: 1, CHARGES: 2, FEES: 5, INVOICES: 2, LINES: 3} | behind_form.KEYS
"""How many columns tell a row from the others."""
NAMES_ONLY = {(REQUESTS, "number"), (PROMISES, "promise"), (QUOTES, "number")}
"""What people call a row. No event repeats it, so nothing can be worked out from it either."""
LINES_DIGEST = "lines"
OF_LINES = COLUMNS[LINES][2:]
"""What the book seals of an invoice when it goes out, besides its own row: the digest of these cells of its lines."""
STORIES = (REQUESTS, PROMISES, PAUSES, QUOTES, CHARGES)
"""The tables whose rows are told by the events about one piece of work."""
MONTH = "month"
MONTHLY = (FEES, INVOICES, LINES)
"""The tables of money: month after month, the first column saying which."""
MONTH_SINCE = 3
"""The version from which on a bundle may hold a year: before, tables of money had no month, and figures one only."""
TOLD_SINCE = 4
"""The version from which on it is said of an invoice when the book does not tell what it went out with."""
SINCE = {FEES: 2, INVOICES: 2, LINES: 2, EVENTS: 3, LEAVES: 3, SALTS: 4, PATTERNS: 5} | behind_form.SINCE
"""The version of the form from which on a file belongs to it; the others always did."""
UNTIL = {EVENTS_OLDER: 2, LEAVES_OLDER: 2}
"""The last version of the form a file belongs to."""
FILES = (
    CONTRACT,
    CALENDARS,
    RULES,
    SEALS,
    LEAVES_OLDER,
    LEAVES,
    EVENTS_OLDER,
    EVENTS,
    PATTERNS,
    SALTS,
    *COLUMNS,
    FIGURES,
)

# What happened that decides a figure; what was said, shown or read of work is not in a bundle.
MOVED = frozenset(
    f"requests.{name}" for name in (
        "awaiting_approval", "approved", "rejected", "triaged", "assigned", "started", "put_on_hold", "resumed",
        "made_safe", "resolved", "closed", "reopened", "cancelled", "declined", "appeal_granted", "merged", "separated",
    )
)  # fmt: skip
ASKED = frozenset(
    f"requests.{name}" for name in (
        "submitted", "received_at_corrected", "type_confirmed", "place_confirmed", "priority_confirmed", "brought_in",
    )
)  # fmt: skip
PROMISED = frozenset(
    f"promises.{name}" for name in (
        "opened", "milestone_reached", "pause_started", "pause_ended", "pause_struck", "retargeted", "recalculated",
        "voided", "deadline_agreed", "excluded",
    )
)  # fmt: skip
PAUSED = frozenset({"promises.pause_started", "promises.pause_ended", "promises.pause_struck"})
PROPOSED = frozenset({"disputes.proposed", "disputes.answered"})
PRICED = frozenset(
    f"work.{name}" for name in (
        "quote_submitted", "quote_approved", "quote_rejected", "quote_withdrawn", "charge_written",
    )
)  # fmt: skip
AGREED = frozenset({"contracts.calendar_published", "contracts.policy_published", "contracts.month_frozen"})
MONEY = frozenset({"contracts.prices_written", "contracts.volumes_changed", "contracts.index_agreed"})
BILLED = frozenset({"invoicing.moved", "invoicing.query_credited", "invoicing.supplement_sent"})
OF_WORK = MOVED | ASKED | PROMISED | PROPOSED
KINDS = OF_WORK | PRICED | AGREED | MONEY | BILLED | behind_form.KINDS


def belongs(name: str, version: int) -> bool:
    """Whether a file belongs to a version of the form."""
    return SINCE.get(name, OLDEST) <= version <= UNTIL.get(name, VERSION)


def columns_of(name: str, version: int) -> tuple[str, ...]:
    """The columns a table has in a version of the form."""
    columns = COLUMNS[name]
    return columns[1:] if name in MONTHLY and version < MONTH_SINCE else columns


def text_of(value: Any) -> str:
    """A value as tables write it: nothing as "", yes and no as 1 and 0, moments in UTC."""
    if value is None:
        return ""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return " ".join(sorted(value))
    return str(value)


def decimal_text(value: Decimal) -> str:
    """A number as tables write it: without a power of ten and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def digest_of(value: Mapping[str, Any]) -> str:
    """The SHA-256 of the one way to write terms: what the book seals of them when they are published."""
    return hashlib.sha256(canonical(value)).hexdigest()
