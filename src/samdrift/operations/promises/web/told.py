"""What the milestones are called that clocks wait for."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import register_codes

MILESTONES = {
    "acknowledged": _("acknowledged"),
    "arrived": _("on site"),
    "started": _("started"),
    "made_safe": _("made safe"),
    "resolved": _("resolved"),
}


def register() -> None:
    """Announce the room's words."""
    register_codes("milestone", MILESTONES)
