"""What tags are called where an event speaks of them: by the end of the code, so that the book stands in for no tag."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.events.public import Rows, register_codes, register_rows
from samdrift.registers.tags.models import PrintBatch, Tag, TagRound, WalkPiece
from samdrift.registers.tags.web.words import SKIPS, TROUBLES

DISCLOSURES = {
    "open": gettext_lazy("the name of the place"),
    "secured": gettext_lazy("nothing"),
}


def register() -> None:
    """Announce the room's readers and rows."""
    register_codes("trouble", TROUBLES)
    register_codes("disclosure", DISCLOSURES)
    register_codes("tags.skip", SKIPS)
    register_rows("tags.tag", Rows(Tag.objects.within, ("code",), _tag, "tags:tag"))
    register_rows("tags.printbatch", Rows(PrintBatch.objects.within, ("code",), _batch))
    register_rows("tags.taground", Rows(TagRound.objects.within, ("which",), _round, "tags:round"))
    register_rows("tags.walkpiece", Rows(WalkPiece.objects.within, ("kind",), _piece))


def _tag(code: str, _language: str) -> str:
    return _("Tag …%(end)s") % {"end": code[-4:]}


def _batch(code: str, _language: str) -> str:
    return _("Batch %(code)s") % {"code": code}


def _round(_which: str, _language: str) -> str:
    return _("Verification of tags")


def _piece(_kind: str, _language: str) -> str:
    return _("Something done on a walk")
