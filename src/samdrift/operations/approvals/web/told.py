"""What approvals are called where an event speaks of them; the row they are about is shown by its own room."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import register_codes

KINDS = {"budget": _("budget"), "security": _("security"), "clinical": _("clinical matters")}


def register() -> None:
    """Announce the room's words."""
    register_codes("approval_kind", KINDS)
