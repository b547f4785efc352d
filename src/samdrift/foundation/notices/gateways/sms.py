"""Letters as SMS through an HTTP service: `SAMDRIFT_SMS_URL` with {to} and {text} in it."""

import urllib.error
import urllib.request
from urllib.parse import quote

from django.conf import settings

from samdrift.foundation.notices.gateways.failures import Undeliverable
from samdrift.foundation.notices.letters import Letter
from samdrift.foundation.notices.models import Sending

LONGEST = 300
SECONDS = 15


class SmsGateway:
    """One call an SMS; 2xx means taken."""

    def configured(self) -> bool:
        """Whether a service is configured."""
        return bool(settings.SAMDRIFT_SMS_URL)

    def send(self, row: Sending, letter: Letter) -> None:
        """Send the title and the link.

        Raises:
            Undeliverable: There is no number, or the service says the call itself is wrong.
        """
        number = _number(row.receiver.work_phone if row.receiver else row.address)
        text = f"{letter.title[: LONGEST - len(letter.link) - 1]} {letter.link}".strip()
        url = settings.SAMDRIFT_SMS_URL.replace("{to}", quote(number, safe="")).replace("{text}", quote(text, safe=""))
        if not url.startswith(("https://", "http://")):
            raise ValueError("SAMDRIFT_SMS_URL begins with https:// or http://.")
        asked = urllib.request.Request(url, method="POST", data=b"")  # noqa: S310 - the scheme is checked above
        if settings.SAMDRIFT_SMS_TOKEN:
            asked.add_header("Authorization", f"Bearer {settings.SAMDRIFT_SMS_TOKEN}")
        try:
            with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310 - as above
                answer.read(1000)
        except urllib.error.HTTPError as error:
            with error:
                if error.code in (400, 404, 410, 422):
                    raise Undeliverable(f"The service answered {error.code}.") from error
                raise


def _number(written: str) -> str:
    digits = "".join(letter for letter in written if letter.isdecimal() or letter == "+")
    if len(digits) < 6:
        raise Undeliverable("There is no number to send to.")
    return digits
