"""The room's codes in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.partnership.invoicing.queries.wording import kind_word

STATES = {
    "draft": gettext_lazy("Draft"),
    "prechecked": gettext_lazy("Checked"),
    "issued": gettext_lazy("Sent"),
    "received": gettext_lazy("Received"),
    "matched": gettext_lazy("Matched"),
    "queried": gettext_lazy("Queried"),
    "credited": gettext_lazy("Credited"),
    "approved": gettext_lazy("Approved"),
    "paid": gettext_lazy("Paid"),
    "rejected": gettext_lazy("Sent back"),
}
KINDS = {"invoice": gettext_lazy("Invoice"), "credit_note": gettext_lazy("Credit note")}
OUTCOMES = {
    "credited": gettext_lazy("credited"),
    "kept": gettext_lazy("the line is right"),
    "withdrawn": gettext_lazy("withdrawn"),
}
LATE = {
    "open": gettext_lazy("Waits for the other party"),
    "agreed": gettext_lazy("Agreed on"),
    "declined": gettext_lazy("Declined"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
DISPUTES = {
    "open": gettext_lazy("Open"),
    "credited": gettext_lazy("Credited"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
REASONS = {
    "not_delivered": gettext_lazy("Not delivered"),
    "quantity": gettext_lazy("The quantity is wrong"),
    "price": gettext_lazy("The price is wrong"),
    "not_ordered": gettext_lazy("Not ordered"),
    "twice": gettext_lazy("Charged twice"),
    "other": gettext_lazy("Something else"),
}
UNITS = {"MTK": "m²", "HUR": "h", "C62": "", "MON": gettext_lazy("month")}
COUNTRIES = {"DK": gettext_lazy("Denmark"), "GB": gettext_lazy("United Kingdom")}
FORMATS = {"peppol": "Peppol BIS Billing 3.0", "oioubl": "OIOUBL 2.1"}


def finding_sentence(code: str, values: dict[str, str]) -> str:
    """What a check found, as a sentence."""
    told = {
        "no_source": _("Neither a volume, a change, an order nor a credit stands behind this line."),
        "no_evidence": _("Nothing shows that this was delivered."),
        "round_sum": _("A round sum of 100,000 or more without a quantity and a price behind it."),
        "unknown_order": _("It names no order that is known here."),
        "twice": _("The same thing stands on it twice."),
        "duplicate": _("It stands here already as %(number)s."),
        "bad_endpoint": _("%(name)s has a company number or location number that is none."),
        "no_seller": _("Nobody has written who sends invoices."),
        "no_buyer": _("Nobody has written whom this unit's invoices go to."),
        "rule_broken": _("It breaks the rule %(rule)s. %(text)s"),
        "unknown_invoice": _("It gives back something of %(number)s, an invoice that is not known here."),
        "no_query": _("Nobody queried what this line gives back."),
        "not_frozen": _("The figures this credit rests on are not frozen yet."),
        "not_ours": _("%(name)s does not deliver under this contract."),
        "wrong_currency": _("It is in %(name)s; the contract is in another currency."),
        "wrong_vat": _("The contract has another rate of VAT than %(number)s per cent."),
        "charge": _("A charge on the whole document stands behind none of its lines, and nobody agreed on it."),
    }
    known = {"number": "–", "name": "–", "rule": "–", "text": ""} | values
    return (told.get(code) or code) % known


def source_word(source: str) -> str:
    """What stands behind a line, in words."""
    return kind_word(source) if source else _("Nothing that is known")
