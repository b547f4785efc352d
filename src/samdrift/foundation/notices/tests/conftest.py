from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import transaction

from samdrift.foundation.events.public import Event, deliver_all, record
from samdrift.foundation.mail.tests.doubles import smtp_server
from samdrift.foundation.notices import public as notices
from samdrift.foundation.notices.commands.telling import follow_events


@dataclass(frozen=True, slots=True, kw_only=True)
class TapDripped(Event):
    """Something happened to a tap."""

    kind: ClassVar[str] = "testtaps.dripped"
    tap_id: UUID


class Taps:
    """A kind of notice about taps, and what to tell of the next one."""

    def __init__(self, world):
        self.world = world
        self.telling = None

    def tell(self, event):
        return self.telling

    def drips(self, tap_id, telling, at=None):
        """An event, told as `telling`, and all that comes of it."""
        from samdrift.foundation.clock import now

        self.telling = telling
        with transaction.atomic():
            event = record(TapDripped(tap_id=tap_id), scope=self.world.bo.scope, at=at or now())
        deliver_all()
        return event


@pytest.fixture
def taps(world):
    """A kind N-00 whose text names the tap."""
    made = Taps(world)
    kind = notices.NoticeKind(
        key="tests.tap", number="N-00", name="Taps", subject="Tap %(tap)s drips", body="It has been dripping.",
        reason="You look after taps.", events=(TapDripped.kind,), tell=made.tell, link=lambda notice: "/requests/mine/",
        channels=frozenset({"app", "mail", "sms"}),
    )  # fmt: skip
    notices.register_kinds(kind)
    follow_events()
    yield made
    notices.forget("tests.tap")
    follow_events()


@pytest.fixture
def smtp(settings):
    """A mail server to send by."""
    with smtp_server() as server:
        settings.SAMDRIFT_SMTP_URL = server.url
        settings.SAMDRIFT_MAIL_FROM = "samdrift <samdrift@fm.example>"
        settings.SAMDRIFT_MAIL_REPLY_TO = "desk@fm.example"
        yield server
