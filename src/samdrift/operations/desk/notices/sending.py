"""What those who look after the desk are told: messages do not leave the house."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.clock import now
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import APP, NoticeKind, SendingFailed, Telling, To
from samdrift.registers.parties import public as parties


def _failed(event: EventRecord) -> Telling | None:
    found = parties.holders_of(event.community_id, ("ADMIN", "SD-LEAD"), now=now())
    to = [To(one.person_id, one.employment_id) for one in found]
    return Telling(to=to, facts={"channel": event.payload["channel"]})


KINDS = (
    NoticeKind(
        key="integration.failed", number="N-55", name=_("Messages could not be sent"),
        # Never by the way that fails: a mail about mails that do not leave would not leave either.
        channels=frozenset({APP}), must=True, subject=_("Messages could not be sent"),
        body=_("At least one message failed three times or was refused. The list of messages says which and why."),
        reason=_("You get this because you look after the desk or the installation."),
        events=(SendingFailed.kind,), tell=_failed, link=lambda notice: "/notices/sent/",
        again_after=timedelta(hours=1), again_for_any=True,
    ),
)  # fmt: skip
