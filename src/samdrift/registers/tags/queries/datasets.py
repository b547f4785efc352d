"""The list of QR tags, to be asked."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, page_named, register_dataset, rows_of
from samdrift.registers.estate.public import site_column
from samdrift.registers.parties.public import unit_column
from samdrift.registers.tags.models import Tag

COLUMNS = (
    Column(code="code", name=_("Code"), kind="text", path="code"),
    Column(code="state", name=_("State"), kind="code", path="state"),
    site_column(), unit_column("site__unit_id"),
    Column(code="room", name=_("Room"), kind="text", path="space__number"),
    Column(code="thing", name=_("Thing"), kind="text", path="asset__name", shown=False),
    Column(code="condition", name=_("Condition"), kind="code", path="condition",
           words={"ok": _("Good"), "worn": _("Worn"), "unreadable": _("Unreadable")}),
    Column(code="trouble", name=_("Reported"), kind="code", path="trouble",
           words={"damaged": _("Damaged"), "missing": _("Missing")}, shown=False),
    Column(code="mounted", name=_("Mounted"), kind="moment", path="mounted_at"),
    Column(code="last_scan", name=_("Last scanned"), kind="day", path="last_scan_on"),
    Column(code="scan_days", name=_("Days with a scan"), kind="number", path="scan_days"),
)  # fmt: skip

register_dataset(
    Dataset(
        code="tags", name=_("QR tags"), permission="tags.view", rows=rows_of(Tag), columns=COLUMNS, order="code",
        page=page_named("tags:tag"), meaning=_("Every code: where it hangs, how it is, and how often it is scanned."),
    )
)  # fmt: skip
