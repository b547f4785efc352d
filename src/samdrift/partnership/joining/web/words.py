"""What states, moves, sides and keys are called."""

from django.utils.translation import gettext_lazy as _

STATES = {
    "interest": _("Interest"), "data_pack": _("Data pack"), "business_case": _("Business case"),
    "decision_joiner": _("Decided by the joiner"), "decision_both": _("Cleared by owner and provider"),
    "signed": _("Signed"), "mobilising": _("Getting ready"), "live": _("Live"), "exiting": _("Leaving"),
    "ended": _("Ended"), "refused": _("Refused"),
}  # fmt: skip
TONES = {
    "interest": "neutral", "data_pack": "info", "business_case": "info", "decision_joiner": "info",
    "decision_both": "warn", "signed": "brand", "mobilising": "brand", "live": "ok", "exiting": "warn",
    "ended": "neutral", "refused": "danger",
}  # fmt: skip
MOVES = {
    "open_data": _("Sign the NDA and open the data pack"), "make_case": _("Begin the business case"),
    "decide": _("We have decided to join"), "clear": _("Clear it for signature"), "sign": _("Sign the call-off"),
    "mobilise": _("Begin getting ready"), "pass_gates": _("The gates are passed"),
    "give_notice": _("Give notice"), "stop": _("Undo it together"), "refuse": _("Say no"),
    "exit_pack": _("Both parties confirmed the exit pack"), "interest": _("Interest shown"), "begin": _("Went live"),
    "invite": _("First administrator invited"),
    "end": _("Ended"),
}  # fmt: skip
LANGUAGES = {"en": "English", "da": "Dansk", "sv": "Svenska"}
RESTS = {
    "open_data": _("The NDA: its date and reference"), "decide": _("The decision: body, date and minutes"),
    "clear": _("Capacity and clearance: what was checked"), "pass_gates": _("The gates: what was checked, and where"),
}  # fmt: skip
SIDES = {"joiner": _("Joiner"), "owner": _("Framework owner"), "provider": _("Provider"), "": _("By itself")}
KEYS = {"population": _("Population"), "headcount": _("Headcount"), "transactions": _("Transactions")}
KINDS = {"tiers": _("Tiers"), "prices": _("List prices"), "cost": _("Shared cost")}
UNITS = {
    "m2_year": _("m² a year"), "visit": _("visit"), "hour": _("hour"), "vehicle_year": _("vehicle a year"),
    "item": _("item"), "user_month": _("user a month"), "meal": _("meal"), "call": _("call"), "payslip": _("payslip"),
    "employee_year": _("employee a year"), "fixed_year": _("fixed a year"),
}  # fmt: skip
