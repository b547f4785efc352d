"""Words of other rooms' codes that sections tell; lazily translated."""

from django.utils.translation import gettext_lazy as _

TONES = {
    "passed": "ok", "minor": "warn", "serious": "warn", "severe": "danger", "critical": "danger",
    "not_measured": "neutral",
}  # fmt: skip
BANDS = {
    "passed": _("On target"), "minor": _("Minor miss"), "serious": _("Serious miss"), "severe": _("Severe miss"),
    "critical": _("Critical miss"), "not_measured": _("Not measured"),
}  # fmt: skip
SOURCES = {
    "volume": _("Volumes"), "change": _("Changes"), "extra": _("Extra work"), "credit": _("Credits"),
    "index": _("Regulation"), "gainshare": _("Shared gains"), "shared": _("Shared cost"), "": _("Not derived"),
}  # fmt: skip
INVOICE_STATES = {
    "issued": _("Sent"), "received": _("Received"), "matched": _("Matched"), "queried": _("Queried"),
    "credited": _("Credited"), "approved": _("Approved"), "paid": _("Paid"), "rejected": _("Sent back"),
    "draft": _("Draft"), "prechecked": _("Checked"),
}  # fmt: skip
CHANGE_STATES = {
    "submitted": _("Submitted"), "local_approved": _("Approved in the district"),
    "central_approved": _("Approved centrally"), "accepted_by_provider": _("Accepted by the provider"),
    "scheduled": _("Scheduled"), "effective": _("In effect"), "settled": _("Settled"), "rejected": _("Rejected"),
    "withdrawn": _("Withdrawn"), "expired": _("Expired"), "draft": _("Draft"),
    "impact_assessed": _("Worked out"),
}  # fmt: skip
