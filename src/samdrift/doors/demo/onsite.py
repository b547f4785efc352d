"""What stands ready where the work is done: a checklist on an order, an offer to decide about, notes about a place."""

from datetime import datetime, timedelta

from django.conf import settings

from samdrift.doors.demo.chance import uid
from samdrift.doors.demo.people import HOME, Parties
from samdrift.foundation.clock import real_now
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.field import public as field
from samdrift.operations.work import public as work
from samdrift.registers.contracts import public as contracts
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
RATES = """included | | corrective | within | | Bilag 5, 1.1
included | | planned | | | Bilag 5, 1.2
hour | | | within | 485.00 | Bilag 5, 2.1
hour | | | outside | 727.50 | Bilag 5, 2.2
travel | | | | 3.79 | Bilag 5, 2.3
material | | | | 12 % | Bilag 5, 3.1
hired | | | | 8 % | Bilag 5, 3.2"""
FIRM = "LYNGE-EL"
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
    _rates(made, contract_id, earlier)
    _subcontractor(made, contract_id, site, earlier, as_of)


def _rates(made: Parties, contract_id: int, earlier: datetime) -> None:
    """A price list the provider proposed and the customer accepted."""
    contract = contracts.Contract.objects.within(_scope(made, "CTR-C", earlier)).get(pk=contract_id)
    proposed = contracts.propose_rates(
        _scope(made, "CTR-P", earlier), contract.uid, RATES, valid_from=earlier.date(), now=earlier
    )
    contracts.accept_terms(_scope(made, "CTR-C", earlier), proposed.uid, expected_version=None, now=earlier)


def _subcontractor(
    made: Parties, contract_id: int, site: estate.Site, earlier: datetime, as_of: datetime
) -> None:  # fmt: skip
    """A company without a seat: cleared by the security officer, given an order by a link, which it has opened."""
    firm = parties.Organisation.objects.create(
        uid=uid("organisation", FIRM), code=FIRM, kind="subcontractor", country="DK", language="da",
        name=dict.fromkeys(("en", "da", "sv"), "Lynge El"),
    )  # fmt: skip
    parties.Member.objects.create(uid=uid("member", FIRM), community=made.community, organisation=firm, side="provider")
    parties.Team.objects.create(
        uid=uid("team", FIRM), community=made.community, code=FIRM, organisation=firm, lines=["MNT"], skills=["EL"],
        name=dict.fromkeys(("en", "da", "sv"), "Lynge El"),
    )  # fmt: skip
    cleared = work.ClearanceDraft(
        company_uid=firm.uid, valid_from=earlier.date() - timedelta(days=90),
        valid_to=earlier.date() + timedelta(days=640), reference="Ramme 2024-17",
    )  # fmt: skip
    work.clear_company(_scope(made, "SEC-OFF", earlier), cleared, now=earlier)
    manager = _scope(made, "OPS-M", earlier)
    ordered = work.PlannedWork(
        uid=uid("onsite", 2), contract_id=contract_id, line_code="MNT", title="Fejl på gruppetavle i kælderen",
        site_id=site.pk, due_at=as_of + timedelta(days=3), priority=3, estimated_minutes=120,
        instructions="Relæet slår fra, når ventilationen starter. Mål og udskift efter behov.",
    )  # fmt: skip
    (order,) = work.make_orders(manager, [ordered], now=earlier)
    draft = work.LinkDraft(
        company_uid=firm.uid, address="vagt@lynge-el.example", days=work.link_rules.MOST_DAYS, uid=uid("onsite", 3)
    )  # fmt: skip
    link = work.hand_over(manager, order.uid, draft, expected_version=None, now=earlier, real_now=real_now())
    opened = work.opened(work.link_rules.token_of(link.uid, settings.SECRET_KEY), real_now=real_now())
    assert opened is not None
    work.note_opened(opened.scope, opened.link, now=earlier + timedelta(minutes=40))


def _scope(made: Parties, role: str, moment: datetime) -> Scope:
    scope = parties.scope_at(made.faces[role], None, now=moment)
    assert scope is not None
    return scope


def _site(made: Parties) -> estate.Site:
    """A site of the named people's unit, or of the first unit with sites where it has none."""
    with everywhere(reason="a site of the demonstration's own units"):
        rows = estate.Site.objects.filter(community=made.community).order_by("code")
        return rows.filter(unit=made.units[HOME]).first() or rows[0]
