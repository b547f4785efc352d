"""What the room's rows are called where an event or a notice speaks of them."""

from samdrift.foundation.events.public import Rows, register_rows
from samdrift.foundation.fields import in_language
from samdrift.partnership.joining.models import Accession, Framework


def register() -> None:
    """Announce the room's rows."""
    register_rows("joining.accession", Rows(Accession.objects.within, ("number",), _number, "joining:call_off"))
    register_rows("joining.framework", Rows(Framework.objects.within, ("name",), in_language, "joining:framework"))


def _number(number: str, _language: str) -> str:
    return number
