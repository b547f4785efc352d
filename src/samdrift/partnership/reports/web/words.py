"""The words of reports' kinds, states and sides."""

from django.utils.translation import gettext as _

TONES = {"draft": "info", "commented": "warn", "agreed": "ok", "frozen": "ok"}


def kind_word(code: str) -> str:
    """What a kind of report is called."""
    return {"monthly": _("Monthly contract report"), "steering": _("Steering-committee pack")}[code]


def state_word(code: str) -> str:
    """What a report's state is called."""
    return {
        "draft": _("In draft"), "commented": _("Commented by both"), "agreed": _("Agreed by both"),
        "frozen": _("Frozen"),
    }[code]  # fmt: skip


def side_word(side: str) -> str:
    """Who speaks."""
    return {"customer": _("The client"), "provider": _("The provider")}.get(side, "–")
