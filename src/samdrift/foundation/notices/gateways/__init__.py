"""Ways out of the house: mail, SMS, web push. Each is off until it is configured; tests put doubles in their place."""

from typing import Protocol

from samdrift.foundation.notices.gateways.failures import Undeliverable
from samdrift.foundation.notices.gateways.mail import MailGateway
from samdrift.foundation.notices.gateways.push import PushGateway
from samdrift.foundation.notices.gateways.sms import SmsGateway
from samdrift.foundation.notices.letters import Letter
from samdrift.foundation.notices.models import Sending
from samdrift.foundation.notices.rules import MAIL, PUSH, SMS

__all__ = ["Gateway", "Undeliverable", "configured", "gateway", "use_gateway"]


class Gateway(Protocol):
    """One way out. It is called outside every transaction, and may be called twice for the same message."""

    def configured(self) -> bool:
        """Whether it leads anywhere in this installation."""

    def send(self, row: Sending, letter: Letter) -> None:
        """Send it.

        Raises:
            Undeliverable: It will never get there; anything else is tried again.
        """


_gateways: dict[str, Gateway] = {MAIL: MailGateway(), SMS: SmsGateway(), PUSH: PushGateway()}


def gateway(way: str) -> Gateway:
    """The way out called so."""
    return _gateways[way]


def configured(way: str) -> bool:
    """Whether a way leads out of the house here."""
    return way in _gateways and _gateways[way].configured()


def use_gateway(way: str, other: Gateway) -> Gateway | None:
    """Put another in the place of a way out, and give the one before: for other services, and for tests."""
    before = _gateways.get(way)
    _gateways[way] = other
    return before
