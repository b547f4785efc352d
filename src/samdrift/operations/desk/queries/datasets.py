"""The list of contacts with the desk, to be asked: how the work went, nothing of what callers said or who they are."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import Column, Dataset, register_dataset, rows_of
from samdrift.operations.desk.models import Contact
from samdrift.registers.catalogue.public import line_column
from samdrift.registers.estate.public import site_column
from samdrift.registers.parties.public import person_column, unit_column

CHANNELS = {
    "phone": _("Phone"), "mail": _("E-mail"), "web": _("Web page"), "qr": _("QR code"), "counter": _("Counter"),
    "chat": _("Chat"), "app": _("App"), "letter": _("Letter"), "sms": _("Text message"), "api": _("Another system"),
    "integration": _("Another system"),
}  # fmt: skip
OUTCOMES = {
    "resolved": _("Answered"), "request_created": _("Request made"), "me_too": _("Joined a request"),
    "transferred": _("Handed over"), "abandoned": _("Gave up waiting"), "call_back": _("To be called back"),
    "wrong_number": _("Wrong number"), "spam": _("Spam"), "chaser": _("Asked how it stands"),
}  # fmt: skip
AVOIDABLE = {
    "no_news": _("Nobody had told them how it stands"),
    "unclear_message": _("A message or letter of ours was unclear"),
    "wrong_place": _("They had been sent to the wrong place"),
    "told_twice": _("They had told it before"),
    "not_done_right": _("It was not done right the first time"),
    "site_or_form_unclear": _("The pages or the form were unclear"),
}
COLUMNS = (
    Column(code="began", name=_("Began"), kind="moment", path="started_at"),
    Column(code="channel", name=_("Channel"), kind="code", path="channel", words=CHANNELS),
    Column(code="queue", name=_("Queue"), kind="code", path="queue"),
    Column(code="outcome", name=_("Outcome"), kind="code", path="outcome", words=OUTCOMES),
    line_column(),
    Column(code="subject", name=_("Subject"), kind="code", path="subject", shown=False),
    site_column(), unit_column(),
    Column(code="wait", name=_("Waited, seconds"), kind="number", path="wait_seconds"),
    Column(code="talk", name=_("Talked, seconds"), kind="number", path="talk_seconds"),
    Column(code="wrap", name=_("Written up, seconds"), kind="number", path="wrap_seconds", shown=False),
    Column(code="avoidable", name=_("Why it need not have come"), kind="code", path="avoidable", words=AVOIDABLE,
           shown=False),
    Column(code="law", name=_("Several steps by law"), kind="yesno", path="by_law", shown=False),
    person_column("agent", _("Agent"), "agent_id", shown=False),
)  # fmt: skip

register_dataset(
    Dataset(
        code="contacts", name=_("Contacts with the desk"), permission="desk.view", rows=rows_of(Contact), uid="",
        columns=COLUMNS, order="-began",
        meaning=_("Calls, mails, visits and chats: how long they took and what came of them."),
    )
)  # fmt: skip
