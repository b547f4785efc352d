"""What states, moves, kinds and effects are called."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.kernel.savings import Saving

STATES = {
    "idea": gettext_lazy("Idea"), "forecast": gettext_lazy("Forecast"),
    "baseline_agreed": gettext_lazy("Baseline agreed"), "in_delivery": gettext_lazy("In delivery"),
    "delivered": gettext_lazy("Delivered"), "verified": gettext_lazy("Verified"),
    "recurring": gettext_lazy("Recurring"), "lapsed": gettext_lazy("Lapsed"), "rejected": gettext_lazy("Rejected"),
}  # fmt: skip
TONES = {
    "idea": "neutral", "forecast": "info", "baseline_agreed": "info", "in_delivery": "brand", "delivered": "warn",
    "verified": "ok", "recurring": "ok", "lapsed": "neutral", "rejected": "danger", "proposed": "warn", "agreed": "ok",
    "refused": "danger", "replaced": "neutral", "draft": "neutral", "calculated": "info", "approved": "ok",
    "invoiced": "ok", "disputed": "danger",
}  # fmt: skip
MOVES = {
    "forecast": gettext_lazy("Give the forecast"), "agree_baseline": gettext_lazy("Bind to the baseline"),
    "begin": gettext_lazy("Begin"), "deliver": gettext_lazy("It is delivered"), "verify": gettext_lazy("Verify"),
    "recur": gettext_lazy("It goes on"), "lapse": gettext_lazy("It no longer saves"),
    "reject": gettext_lazy("Reject"),
}  # fmt: skip
KINDS = {
    "price": gettext_lazy("Lower price"), "volume": gettext_lazy("Less volume"),
    "spec": gettext_lazy("Other specification"), "process": gettext_lazy("Better process"),
    "avoidance": gettext_lazy("Avoided cost"),
}  # fmt: skip
AGREEMENTS = {
    "proposed": gettext_lazy("Proposed"), "agreed": gettext_lazy("Agreed"), "refused": gettext_lazy("Refused"),
    "replaced": gettext_lazy("Replaced"),
}  # fmt: skip
SETTLEMENTS = {
    "draft": gettext_lazy("Draft"), "calculated": gettext_lazy("Calculated"), "agreed": gettext_lazy("Agreed"),
    "approved": gettext_lazy("Approved"), "invoiced": gettext_lazy("Invoiced"), "disputed": gettext_lazy("Disputed"),
}  # fmt: skip
SETTLING = {
    "sign": gettext_lazy("Sign"), "dispute": gettext_lazy("Dispute"), "approve": gettext_lazy("Approve"),
    "invoice": gettext_lazy("It stands on an invoice"), "calculate": gettext_lazy("Calculate again"),
}  # fmt: skip
SOURCES = {
    "hand": gettext_lazy("Noted by hand"), "quote": gettext_lazy("Approved offer"),
    "change": gettext_lazy("Agreed change"),
}  # fmt: skip
GATES = {
    "met": gettext_lazy("Quality was kept"), "one_line_red": gettext_lazy("One service line is red"),
    "not_met": gettext_lazy("Quality was not kept"), "safety_breach": gettext_lazy("A breach of safety is open"),
}  # fmt: skip
PARTS = (
    ("labour_minor", gettext_lazy("Labour")), ("subcontract_minor", gettext_lazy("Subcontractors")),
    ("materials_minor", gettext_lazy("Materials")), ("overhead_minor", gettext_lazy("Overhead")),
    ("margin_minor", gettext_lazy("Margin")),
)  # fmt: skip


def effects(saving: Saving) -> list[tuple[str, int, bool]]:
    """A saving as the steps of a waterfall: what it is called, the amount, and whether it is a level or a step."""
    return [
        (_("Baseline"), saving.base_minor, True),
        (_("Volume"), saving.volume_minor, False),
        (_("Scope"), saving.scope_minor, False),
        (_("Price level"), saving.price_level_minor, False),
        (_("Adjusted baseline"), saving.adjusted_minor, True),
        (_("Efficiency"), saving.efficiency_minor, False),
        (_("Actual cost"), saving.actual_minor, True),
    ]
