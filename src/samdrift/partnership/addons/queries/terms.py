"""How a contract handles add-ons: what holds on a day, what waits for an answer, and what codes are called."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.fields import in_language
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.addons import rules
from samdrift.partnership.addons.models import AddOnTerms

CODES = {
    "extra_area": _("More area"), "extra_frequency": _("More often"), "extra_hours": _("More hours"),
    "other_service": _("Another service"), "higher_quality": _("Higher quality"), "materials": _("Materials"),
    "waiting": _("Waiting time"), "travel": _("Extra travel"),
}  # fmt: skip
ASKED_BY = {
    "coordinator": _("FM coordinator"), "user": _("A user of the place"), "nobody": _("Nobody, it was needed"),
}  # fmt: skip
STATES = {
    "noted": _("noted"), "open": _("to be decided"), "offered": _("offered as extra work"),
    "proposed": _("proposed as a change"), "charged": _("extra work, price approved"),
    "agreed": _("became a change"), "forgiven": _("forgiven"), "stopped": _("not done again"),
    "withdrawn": _("taken back"),
}  # fmt: skip
TONES = {
    "noted": "neutral", "open": "warn", "offered": "info", "proposed": "info", "charged": "ok", "agreed": "ok",
    "forgiven": "ok", "stopped": "danger", "withdrawn": "neutral",
}  # fmt: skip


def terms_on(contract_id: int, day: date) -> rules.Terms:
    """The terms that hold on a day: the latest accepted, else the usual ones."""
    with everywhere(reason="by which terms both parties measure add-ons; who may see them is asked where shown"):
        rows = AddOnTerms.objects.filter(contract=contract_id, standing="accepted", valid_from__lte=day)
        row = rows.order_by("-valid_from", "-pk").first()
    return rules.terms_from(row.terms) if row else rules.DEFAULT


def terms_waiting(scope: Scope, contract_id: int) -> AddOnTerms | None:
    """The version that waits for the other party's answer."""
    return AddOnTerms.objects.within(scope).filter(contract=contract_id, standing="open").first()


def code_word(code: str, terms: rules.Terms, language: str) -> str:
    """What a code is called: as the contract says, else as usual."""
    own = terms.code(code)
    if own is not None and own.words:
        return in_language(dict(own.words), language)
    return str(CODES.get(code, code))
