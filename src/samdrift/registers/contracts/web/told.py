"""What contracts and their terms are called where an event speaks of them."""

from django.utils.translation import gettext as _

from samdrift.foundation.events.public import Rows, register_rows
from samdrift.foundation.fields import in_language
from samdrift.registers.contracts.models import Contract, ServiceCalendar, SlaPolicy, TermsProposal


def register() -> None:
    """Announce the room's rows."""
    for kind, rows in ROWS.items():
        register_rows(kind, rows)


def _calendar(name: dict[str, str], number: int, language: str) -> str:
    return _("%(calendar)s, version %(number)s") % {"calendar": in_language(name, language), "number": number}


def _code(code: str, _language: str) -> str:
    return code


ROWS: dict[str, Rows] = {
    "contracts.contract": Rows(Contract.objects.within, ("name",), in_language, "contracts:page"),
    "contracts.servicecalendar": Rows(ServiceCalendar.objects.within, ("name", "number"), _calendar),
    "contracts.termsproposal": Rows(TermsProposal.objects.within, ("code",), _code),
    "contracts.slapolicy": Rows(SlaPolicy.objects.within, ("name",), in_language, "contracts:page", "contract__uid"),
}
