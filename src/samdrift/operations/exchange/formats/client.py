"""Speaking to another body's Open311 server: one small request at a time, with a limit on time and size."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from samdrift.operations.exchange.formats.georeport import read_answer

SECONDS = 20
MOST_BYTES = 2_000_000


class NoAnswer(Exception):
    """The other server did not answer, or not in its own format: worth another try later."""


class Declined(Exception):
    """The other server answered that it will not do it; trying again would change nothing."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where its methods stand, whom it speaks for, and our key there."""

    base_url: str
    jurisdiction_id: str = ""
    api_key: str = ""

    def report(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Report something; gives its service_request_id or its token.

        Raises:
            NoAnswer, Declined: It could not be reported.
        """
        whole = {**fields, "api_key": self.api_key, "jurisdiction_id": self.jurisdiction_id}
        body = urlencode({name: value for name, value in whole.items() if value}).encode()
        return self._first(Request(f"{self.base_url}/requests.xml", data=body))  # noqa: S310 - http or https, set_partner

    def number_behind(self, token: str) -> str:
        """The id that has been given to a report known by its token, or "" while there is none."""
        return self._first(Request(self._address(f"tokens/{token}.xml"))).get("service_request_id", "")  # noqa: S310

    def request(self, number: str) -> dict[str, str]:
        """How a report stands."""
        return self._first(Request(self._address(f"requests/{number}.xml")))  # noqa: S310

    def _address(self, method: str) -> str:
        named = {"jurisdiction_id": self.jurisdiction_id, "api_key": self.api_key}
        query = urlencode({name: value for name, value in named.items() if value})
        return f"{self.base_url}/{method}" + (f"?{query}" if query else "")

    def _first(self, request: Request) -> dict[str, str]:
        request.add_header("Accept", "text/xml, application/json")
        request.add_header("User-Agent", "samdrift")
        try:
            with _opener.open(request, timeout=SECONDS) as answer:
                body, kind = answer.read(MOST_BYTES + 1), answer.headers.get("Content-Type", "")
        except HTTPError as error:
            words = _words(error.read(MOST_BYTES))
            if error.code in (400, 403, 404, 409, 422):
                raise Declined(f"{error.code} {words}".strip()) from error
            raise NoAnswer(f"{error.code} {words}".strip()) from error
        except (URLError, OSError, TimeoutError) as error:
            raise NoAnswer(str(error)) from error
        if len(body) > MOST_BYTES:
            raise NoAnswer("The answer is too long.")
        try:
            things = read_answer(body, kind)
        except ValueError as error:
            raise NoAnswer(f"The answer is not GeoReport: {error}") from error
        return things[0] if things else {}


class _Stay(HTTPRedirectHandler):
    """A key is sent to the address it was given for, and to no other an answer may name."""

    def redirect_request(self, *args: object, **options: object) -> None:
        return None


_opener = build_opener(_Stay)


def _words(body: bytes) -> str:
    try:
        return "; ".join(item.get("description", "") for item in read_answer(body, ""))[:300]
    except ValueError:
        return ""
