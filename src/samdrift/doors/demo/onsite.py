"""What stands ready where the work is done: a checklist on an order, an offer to decide about, notes about a place."""

from datetime import datetime, timedelta

from samdrift.doors.demo.chance import uid
from samdrift.doors.demo.people import HOME, Parties
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.field import public as field
from samdrift.operations.work import public as work
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

CHECKLIST = "emergency-lighting"
NAMES = {"en": "Emergency lighting, monthly", "da": "Nødbelysning, månedligt", "sv": "Nödbelysning, månatligen"}
STEPS = """
yes_no | Every lamp lights on battery | Alle lamper lyser på batteri | Alla lampor lyser på batteri
number | How long the weakest held | Hvor længe den svageste holdt | Hur länge den svagaste höll | 60 – 240 min
choice | Signs | Skilte | Skyltar | Clean/Rene/Rena; Dirty/Snavsede/Smutsiga; Missing/Mangler/Saknas!
photo? | A photo of what does not light | Et foto af det, der ikke lyser | Ett foto av det som inte lyser
"""
NOTES = (
    ("key", "Nøgleboks ved porten, koden fås i vagten."),
    ("access", "Meld dig i vagten. Elevatoren kræver adgangskort."),
    ("hazard", "Lavt til loftet i kælderen."),
)
OFFER = (("To stikkontakter, monteret", "3.400"), ("Afprøvning og attest", "850"))


def load_onsite(made: Parties, contract_id: int, *, as_of: datetime) -> None:
    """Write it as the operations manager and the contract office would have."""
    earlier = as_of - timedelta(hours=18)
    manager, customer = _scope(made, "OPS-M", earlier), _scope(made, "CTR-C", earlier)
    site = _site(made)
    checklist = work.ChecklistDraft(code=CHECKLIST, name=NAMES, steps=STEPS, line_code="MNT")
    work.publish_checklist(manager, checklist, now=earlier)
    work.set_share(customer, contract_id, "MNT", 10, now=earlier)
    for kind, text in NOTES:
        field.write_note(manager, site.uid, kind=kind, text=text, space_uid=None, now=earlier)
    ordered = work.PlannedWork(
        uid=uid("onsite", 0), contract_id=contract_id, line_code="MNT", title=NAMES["da"], site_id=site.pk,
        planned_from=as_of, planned_to=as_of + timedelta(days=2), assignee_id=made.faces["SVC-E"].pk,
        checklist=CHECKLIST, estimated_minutes=40,
    )  # fmt: skip
    work.make_orders(manager, [ordered], now=earlier)
    offer = work.QuoteDraft(
        contract_id=contract_id, site_id=site.pk, line_code="MNT", title="To stikkontakter mere i mødelokalet",
        lines=OFFER, uid=uid("onsite", 1),
    )  # fmt: skip
    work.submit_quote(manager, offer, now=earlier)


def _scope(made: Parties, role: str, moment: datetime) -> Scope:
    scope = parties.scope_at(made.faces[role], None, now=moment)
    assert scope is not None
    return scope


def _site(made: Parties) -> estate.Site:
    """A site of the named people's unit, or of the first unit with sites where it has none."""
    with everywhere(reason="a site of the demonstration's own units"):
        rows = estate.Site.objects.filter(community=made.community).order_by("code")
        return rows.filter(unit=made.units[HOME]).first() or rows[0]
