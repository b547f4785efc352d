"""What tags are called where an event speaks of them: by the end of the code, so that the book stands in for no tag."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.events.public import Rows, register_codes, register_rows
from samdrift.registers.tags.models import PrintBatch, Tag
from samdrift.registers.tags.web.words import TROUBLES

DISCLOSURES = {
    "open": gettext_lazy("the name of the place"),
    "secured": gettext_lazy("nothing"),
}


def register() -> None:
    """Announce the room's readers and rows."""
    register_codes("trouble", TROUBLES)
    register_codes("disclosure", DISCLOSURES)
    register_rows("tags.tag", Rows(Tag.objects.within, ("code",), _tag, "tags:tag"))
    register_rows("tags.printbatch", Rows(PrintBatch.objects.within, ("code",), _batch))


def _tag(code: str, _language: str) -> str:
    return _("Tag …%(end)s") % {"end": code[-4:]}


def _batch(code: str, _language: str) -> str:
    return _("Batch %(code)s") % {"code": code}
