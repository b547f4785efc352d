"""States of packs and sides of a contract, as people read them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

STATES: dict[str, Any] = {
    "waiting": _("Being made"), "ready": _("Waits for confirmation"), "failed": _("Making it failed"),
    "handed_over": _("Handed over, confirmed by both"),
}  # fmt: skip
TONES = {"waiting": "info", "ready": "brand", "failed": "warn", "handed_over": "ok"}
SIDES: dict[str, Any] = {"customer": _("The client"), "provider": _("The provider")}
LINES: dict[str, Any] = {"ok": _("Nothing"), "warn": _("To settle"), "danger": _("Settle first"), "info": _("To know")}
