"""What each state looks like: a tone and an icon, in one table, so that the same state looks the same everywhere."""

from types import MappingProxyType

# state → (tone, icon). Tones: neutral, info, ok, warn, danger, pause, brand. The word comes from the room.
TONES = MappingProxyType(
    {
        # requests (domain.md §2.5)
        "draft": ("neutral", "edit"),
        "submitted": ("info", "inbox"),
        "awaiting_approval": ("pause", "hourglass"),
        "submitted_approved": ("info", "check"),
        "rejected": ("neutral", "ban"),
        "triaged": ("info", "list-check"),
        "assigned": ("info", "assign"),
        "in_progress": ("brand", "play"),
        "on_hold": ("pause", "pause"),
        "made_safe": ("warn", "safe"),
        "resolved": ("ok", "check-circle"),
        "closed": ("neutral", "check-circle"),
        "reopened": ("warn", "reopen"),
        "cancelled": ("neutral", "ban"),
        "duplicate": ("neutral", "merge"),
        "declined": ("neutral", "no-entry"),
        # work orders (§2.23)
        "planned": ("neutral", "calendar"),
        "ready": ("info", "circle"),
        "dispatched": ("info", "send"),
        "accepted": ("info", "thumb-up"),
        "travelling": ("info", "route"),
        "started": ("brand", "play"),
        "paused": ("pause", "pause"),
        "done": ("ok", "check"),
        "verified": ("ok", "check-circle"),
        "failed": ("danger", "error"),
        # clocks and promises
        "running": ("brand", "clock"),
        "met": ("ok", "check-circle"),
        "breached": ("danger", "alert"),
        "voided": ("neutral", "ban"),
        "at_risk": ("warn", "clock"),
        # invoices (§2.15)
        "prechecked": ("info", "list-check"),
        "issued": ("info", "send"),
        "received": ("info", "inbox"),
        "matched": ("brand", "check"),
        "approved": ("ok", "thumb-up"),
        "queried": ("warn", "help"),
        "credited": ("neutral", "reopen"),
        "paid": ("ok", "check-circle"),
        # tags, jobs, places
        "generated": ("neutral", "tag"),
        "printed": ("info", "print"),
        "mounted": ("ok", "pin"),
        "damaged": ("warn", "alert"),
        "missing": ("danger", "help"),
        "replaced": ("neutral", "refresh"),
        "retired": ("neutral", "archive"),
        "active": ("ok", "check-circle"),
        "closed_place": ("neutral", "lock"),
        "pending": ("neutral", "hourglass"),
        "succeeded": ("ok", "check-circle"),
    }
)
