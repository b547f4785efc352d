"""Words for what approvals are about and how they stand."""

from django.utils.translation import gettext_lazy

KINDS = {
    "budget": gettext_lazy("Budget"),
    "security": gettext_lazy("Security"),
    "clinical": gettext_lazy("Clinical"),
}
STATES = {
    "approved": gettext_lazy("approved"),
    "rejected": gettext_lazy("not approved"),
    "waiting": gettext_lazy("waiting"),
    "withdrawn": gettext_lazy("withdrawn"),
    "lapsed": gettext_lazy("nobody answered in time"),
}
AT_TIME_OUT = {
    "above": gettext_lazy("others above are asked"),
    "lapse": gettext_lazy("it lapses, which is a no"),
}
