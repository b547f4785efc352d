"""What workers do with mail: fetch it, read it, forget it."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.conf import settings

from samdrift.foundation import clock
from samdrift.foundation.jobs.public import job, loop
from samdrift.foundation.mail import imap, intake


@loop("mail.read", pause=1.0, breath=0.01)
def read() -> int:
    """Read what has come in; how much."""
    return intake.read_waiting(most=20)


@job("mail.fetch", every="1m", retries=0)
def fetch(payload: Mapping[str, Any]) -> None:
    """Take over what waits in the mailbox, where one is configured."""
    if not settings.SAMDRIFT_IMAP_URL:
        return
    box = imap.mailbox_of(settings.SAMDRIFT_IMAP_URL)
    communities = apps.get_model("parties", "Community")._base_manager
    imap.fetch(box, communities.values_list("pk", flat=True).get(code=box.community))


@job("mail.forget", every="50 2 * * *", make_up_after=1800)
def forget(payload: Mapping[str, Any]) -> None:
    """Forget what mails said whose time is over."""
    while intake.forget_old(clock.now()):
        pass
