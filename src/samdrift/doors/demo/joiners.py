"""Eleven bodies that may buy into the county's framework: three live, one leaving, one getting ready, three reckoning.

All of them, and who works there, are invented (domain.md §7.4). The months count their tier from October 2024 on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from samdrift.doors.demo import county, county_money
from samdrift.doors.demo.chance import uid
from samdrift.doors.demo.money import Tenant
from samdrift.doors.demo.people import HIRED
from samdrift.foundation.scope import everywhere
from samdrift.kernel.framework import add_months
from samdrift.kernel.invoice_checks import gln_check_digit
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.joining import public as joining
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

CODE, POUND = "HC-SSFW", 100
BEGINS, ENDS = date(2024, 1, 1), date(2031, 12, 31)
FIRST_MONTH, MONTHS = date(2024, 10, 1), 16  # counted from here to January 2026
CEILING = 200_000_000 * POUND
CORE_YEAR = 22_000_000 * POUND
TIERS = {"tiers": [["0", "1"], ["14000000", "0.98"], ["15000000", "0.96"], ["16000000", "0.94"]]}
ITEMS = (
    ("FW-ICT", "ICT", "user_month", "48.50", ("ICT desk, a user a month", "It-support, bruger pr. måned",
                                            "It-support, användare per månad")),
    ("FW-PAY", "PAY", "payslip", "5.60", ("Payslip", "Lønseddel", "Lönespecifikation")),
    ("FW-HRS", "HRS", "employee_year", "88.00", ("Employee looked after", "Medarbejder, HR", "Medarbetare, HR")),
    ("FW-CUS", "CUS", "call", "7.90", ("Call answered", "Besvaret opkald", "Besvarat samtal")),
)  # fmt: skip
CORE = (("FW-ICT", 10_200), ("FW-PAY", 504_000), ("FW-HRS", 22_500), ("FW-CUS", 358_800))
# What all share: code → names, key, pounds a year. The office over 1,116,000 people: Ashvale's 88,000 bear 66,236.56.
COSTS = {
    "OFFICE": (("Framework office", "Rammeaftalens kontor", "Ramavtalets kansli"), "population", 840_000),
    "PAYROLL": (("Payroll platform", "Lønplatform", "Löneplattform"), "transactions", 180_000),
}
OWN_KEYS = {"population": 700_000, "headcount": 22_500, "transactions": 504_000}


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the framework: its keys, what it wants from when, and how far it has come."""

    code: str
    name: str
    population: int
    headcount: int
    transactions: int
    wants: tuple[tuple[str, int], ...] = ()
    starts_on: date = date(2026, 7, 1)
    state: str = ""
    contact: tuple[str, str] = ("", "")
    exit_terms: str = ""


BODIES = (
    Body("HC-ASH", "Ashvale District", 88_000, 1_200, 14_400, (("FW-PAY", 14_400), ("FW-HRS", 1_200)),
         date(2024, 10, 1), "live", ("Rose", "Tanner")),
    Body("HC-BRO", "Brockmere District", 95_000, 900, 0, (("FW-ICT", 900),), date(2025, 1, 1), "live",
         ("Percy", "Lowell")),
    Body("HC-COL", "Coldwater Borough", 103_000, 1_050, 0, (("FW-CUS", 72_000),), date(2025, 7, 1), "live",
         ("Ivy", "Hargreave")),
    Body("HC-POL", "Police authority", 130_000, 5_000, 60_000, (("FW-PAY", 60_000),), date(2025, 4, 17), "live",
         ("Stella", "Marlow"), "Payroll data is returned and erased within 30 days; vetting ends with the last day."),
    Body("HC-DUN", "Dunham District", 91_000, 1_100, 0, (("FW-ICT", 1_100),), date(2026, 3, 1), "mobilising",
         ("Hugh", "Pickering")),
    Body("HC-EAS", "Eastlake District", 140_000, 1_400, 16_800, (("FW-PAY", 16_800),), date(2026, 7, 1),
         "business_case", ("Maud", "Sykes")),
    Body("HC-FEN", "Fenwick Borough", 97_000, 980, 11_800, (("FW-ICT", 980), ("FW-PAY", 11_800)), date(2026, 9, 1),
         "business_case", ("Owen", "Farrow")),
    Body("HC-GRA", "Grangeford District", 85_000, 860, 0, (("FW-CUS", 40_000),), date(2026, 10, 1), "business_case",
         ("Tess", "Alder")),
    Body("HC-HOL", "Holtbury District", 133_000, 1_300, 15_600, (("FW-HRS", 1_300),), date(2026, 4, 1), "refused",
         ("Ned", "Corbett")),
    Body("HC-IVE", "Ivelmoor District", 99_000, 1_000, 12_000),
    Body("HC-KIN", "Kingsholt Borough", 101_000, 1_020, 12_200),
)  # fmt: skip
SIGN_INS = ("HC-ASH", "HC-COL", "HC-FEN")  # a body that is in, one that leaves, and one that is thinking of it
LEAVES, NOTICE = "HC-COL", datetime(2026, 1, 12, 10, tzinfo=UTC)
SAID = {
    "open_data": "NDA signed, reference NDA-{year}-{number:02d}", "decide": "Cabinet, minute 7.2",
    "clear": "Capacity of the desk and vetting looked at", "pass_gates": "Gate record on the partnership site",
}  # fmt: skip


def body(code: str) -> Body:
    """The body of this code."""
    return next(one for one in BODIES if one.code == code)


def load_joiners() -> int:
    """Load the framework, its call-offs, the tier and the shares of a year of months; how many call-offs there are."""
    tenant = county_money.tenant_of(county.CODE)
    started = datetime(2024, 1, 8, 9, tzinfo=UTC)
    draft = joining.FrameworkDraft(
        code=CODE, name={"en": "Shared services framework", "da": "Rammeaftale om fælles services",
                         "sv": "Ramavtal om gemensamma tjänster"},
        contract_id=tenant.contract.pk, period=(BEGINS, ENDS), ceiling_minor=CEILING,
    )  # fmt: skip
    framework = joining.record_framework(tenant.scope, draft, now=started)
    _terms(tenant, framework, started)
    home = tenant.units[county_money.HOME]
    joining.name_body(tenant.scope, framework.uid, unit_id=home.pk, keys=OWN_KEYS, now=started)
    units = {body.code: _body(tenant, framework, body, started) for body in BODIES}
    people = {body.code: _contact(tenant, body, units[body.code]) for body in BODIES if body.contact[0]}
    rows = _call_offs(tenant, framework, home, units, people)
    _months(framework, rows)
    _history(tenant, rows, people)
    for body in BODIES:
        if body.state == "live":
            _invoices(tenant, rows[body.code], people[body.code], body)
    _give_notice(rows[LEAVES], people[LEAVES])
    return len(rows)


def _give_notice(row: joining.Accession, contact: parties.Person) -> None:
    """One body leaves: its calls come home, and its exit pack waits for both sides."""
    scope = parties.scope_at(contact, None, now=NOTICE)
    assert scope is not None
    row.refresh_from_db(from_queryset=joining.Accession.objects.within(scope))
    joining.move_call_off(
        scope, row.uid, "give_notice", reason="Cabinet, minute 9.4: calls are answered at home from May",
        expected_version=row.version, now=NOTICE,
    )  # fmt: skip


def _names(words: Sequence[str]) -> dict[str, str]:
    return dict(zip(("en", "da", "sv"), words, strict=True))


def _terms(tenant: Tenant, framework: joining.Framework, moment: datetime) -> None:
    items = {"items": [{"code": code, "line": line, "name": _names(names), "unit": unit, "price": price}
                       for code, line, unit, price, names in ITEMS]}  # fmt: skip
    agreed: list[tuple[str, str, Mapping[str, Any]]] = [("tiers", "", TIERS), ("prices", "", items)]
    agreed += [("cost", code, {"name": _names(names), "key": key, "year_minor": year * POUND})
               for code, (names, key, year) in COSTS.items()]  # fmt: skip
    joining.load_terms(
        [
            joining.FrameworkTerms(
                uid=uid("framework-terms", kind, code), community_id=framework.community_id, data_class="D2",
                framework=framework, kind=kind, code=code, number=number, content=content, valid_from=BEGINS,
                state="accepted", party_id=framework.provider_id, proposed_by=tenant.people["CTR-P"],
                proposed_at=moment, decided_by=tenant.people["CTR-C"], decided_at=moment + timedelta(days=14),
            )
            for number, (kind, code, content) in enumerate(agreed, start=1)
        ]
    )  # fmt: skip


def _body(tenant: Tenant, framework: joining.Framework, body: Body, moment: datetime) -> parties.Unit:
    community = framework.community_id
    names = dict.fromkeys(("en", "da", "sv"), body.name)
    organisation = parties.Organisation.objects.create(
        uid=uid("organisation", body.code), code=body.code, kind="joiner", country="GB", language="en", name=names
    )
    parties.Member.objects.create(
        uid=uid("member", body.code), community_id=community, organisation=organisation, side="neither"
    )
    unit = parties.Unit.objects.create(
        uid=uid("unit", body.code), community_id=community, organisation=organisation, code=body.code,
        kind="authority", name=names, path="", opened_on=HIRED,
    )  # fmt: skip
    unit.path = f"/{unit.pk}/"
    unit.save(update_fields=["path"])
    keys = {"population": body.population, "headcount": body.headcount, "transactions": body.transactions}
    joining.name_body(tenant.scope, framework.uid, unit_id=unit.pk, keys=keys, now=moment)
    return unit


def _contact(tenant: Tenant, body: Body, unit: parties.Unit) -> parties.Person:
    """Who speaks for a body: a joiner's contact, whose role reaches its own unit and no further."""
    given, family = body.contact
    person = parties.Person.objects.create(
        uid=uid("joiner", body.code), email=mail_of(body), given_name=given, family_name=family, language="en",
        password="!demonstration",  # noqa: S106 (no password fits this)
    )  # fmt: skip
    employment = parties.Employment.objects.create(
        uid=uid("employment", "joiner", body.code), community_id=unit.community_id, person=person, unit=unit,
        organisation_id=unit.organisation_id, title=f"Shared services, {body.name}", starts_on=HIRED,
    )  # fmt: skip
    parties.RoleAssignment.objects.create(
        uid=uid("role", "joiner", body.code), community_id=unit.community_id, employment=employment, role="JOIN",
        valid_from=HIRED, reach_kind="unit", reach_to=[unit.pk],
    )  # fmt: skip
    parties.index_people([employment])
    return person


def mail_of(body: Body) -> str:
    """Where a body's contact signs in; "face" has the sign-in page show them."""
    who = "face.joiner" if body.code in SIGN_INS else "joiner"
    return f"{who}.{body.code[3:]}@example.org".lower()


def _call_offs(
    tenant: Tenant, framework: joining.Framework, home: parties.Unit, units: Mapping[str, parties.Unit],
    people: Mapping[str, parties.Person],
) -> dict[str, joining.Accession]:  # fmt: skip
    own = Body("HC", "The county", 0, 0, 0, CORE, BEGINS, "live")
    rows = []
    for number, body in enumerate((own, *(one for one in BODIES if one.state)), start=0):
        unit = units.get(body.code, home)
        wishes = [joining.Wish(item, Decimal(many)) for item, many in body.wants]
        items = joining.items_from({"items": [
            {"code": code, "line": line, "name": {}, "unit": kind, "price": price}
            for code, line, kind, price, _names in ITEMS
        ]})  # fmt: skip
        factor = Decimal("0.96") if body.state != "live" else Decimal(1)
        year = joining.year_minor(wishes, items, factor) if body is not own else CORE_YEAR
        moment = _met(body)
        rows.append(
            joining.Accession(
                uid=uid("call-off", body.code), community_id=framework.community_id, data_class="D2",
                framework=framework, number=f"{CODE}-{number:02d}", organisation_id=unit.organisation_id, unit=unit,
                core=body is own, state=body.state, users=body.headcount, starts_on=body.starts_on, factor=factor,
                wishes=[{"item": one.item, "quantity": f"{one.quantity}", "site": None} for one in wishes],
                exit_terms=body.exit_terms, year_minor=year,
                value_minor=CORE_YEAR * 8 if body is own else joining.term_minor(year, body.starts_on, ENDS),
                contract_id=tenant.contract.pk if body is own else None, live_from=BEGINS if body is own else None,
                made_by=people.get(body.code), made_at=moment, moved_at=moment,
            )
        )  # fmt: skip
    found = joining.load_call_offs(rows)
    return dict(zip(["HC", *(one.code for one in BODIES if one.state)], found, strict=True))


def _met(body: Body) -> datetime:
    """When a body first showed interest: half a year before it begins, but never after the summer of 2025."""
    first = min(add_months(body.starts_on.replace(day=1), -7), date(2025, 8, 1))
    return datetime(first.year, first.month, 12, 9, tzinfo=UTC)


def _months(framework: joining.Framework, rows: Mapping[str, joining.Accession]) -> None:
    """Month by month: the tier counted and the cost divided on the first, then who begins in it."""
    for step in range(MONTHS):
        month = add_months(FIRST_MONTH, step)
        at = datetime(month.year, month.month, 1, 2, tzinfo=UTC)
        joining.count_month(framework, month, now=at)
        joining.split_month(framework, month, now=at)
        for body in BODIES:
            if body.state == "live" and body.starts_on.replace(day=1) == month:
                row = rows[body.code]
                joining.open_contract(row, framework, today=body.starts_on, now=at - timedelta(days=20))
                row.save(update_fields=["contract", "live_from", "factor", "year_minor"])
    joining.count_month(framework, add_months(FIRST_MONTH, MONTHS), now=datetime(2026, 1, 15, 2, tzinfo=UTC))


def _history(
    tenant: Tenant, rows: Mapping[str, joining.Accession], people: Mapping[str, parties.Person]
) -> None:  # fmt: skip
    """Who did what to each call-off on its way, and the joiners' own reckonings."""
    steps, cases = [], []
    for number, body in enumerate((one for one in BODIES if one.state), start=1):
        row, at = rows[body.code], _met(body)
        speaks = {"joiner": people[body.code], "owner": tenant.people["CTR-C"], "provider": tenant.people["CTR-P"]}
        made = [("", "interest", "joiner", "interest"), *joining.way_to("data_pack" if body.state == "refused"
                                                                       else body.state)]  # fmt: skip
        if body.state == "refused":
            made.append(("data_pack", "refuse", "joiner", "refused"))
        for place, (before, move, side, after) in enumerate(made):
            moment = at + timedelta(days=11 * place, minutes=7 * place)
            said = SAID.get(move, "").format(year=moment.year, number=number)
            if move == "refuse":
                said = "The data pack shows no saving for us now. Perhaps with the next tier."
            steps.append(
                joining.AccessionStep(
                    uid=uid("call-off-step", body.code, place), community_id=row.community_id, data_class="D2",
                    accession=row, move=move, side=side, from_state=before, to_state=after, person=speaks[side],
                    reason=said, at=moment,
                )
            )  # fmt: skip
        if len(made) > 3 and body.state != "refused":
            cases.append(_case(row, people[body.code], at + timedelta(days=50)))
    joining.load_steps(steps)
    joining.load_cases(cases)


def _case(row: joining.Accession, person: parties.Person, moment: datetime) -> joining.BusinessCase:
    today = row.year_minor * 112 // 100 // (1_000 * POUND) * 1_000 * POUND
    return joining.BusinessCase(
        uid=uid("business-case", row.number), community_id=row.community_id, data_class="D2",
        owner_party_id=row.organisation_id, accession=row, baseline_minor=today,
        transition_minor=today // 20 // (100 * POUND) * 100 * POUND, note="From our outturn, staff on-cost included.",
        written_by=person, written_at=moment,
    )  # fmt: skip


def _invoices(tenant: Tenant, row: joining.Accession, person: parties.Person, body: Body) -> None:
    """What a body that is in was sent since: its volumes at the tier's prices, and its part of what is shared."""
    with everywhere(reason="the demonstration's own call-offs"):
        contract = contracts.Contract.objects.get(pk=row.contract_id or 0)
        unit = parties.Unit.objects.get(pk=row.unit_id)
    moment = datetime(2024, 9, 9, 9, tzinfo=UTC)
    invoicing.write_party(tenant.scope, contract.uid, None, county_money.sender(row.starts_on), now=moment)
    digits = f"509998{unit.pk:06d}"  # invented: no public body's
    receiver = invoicing.PartyDraft(
        name=body.name, cvr="LC000124", vat_number="GB234567847", country="GB", valid_from=row.starts_on,
        gln=f"{digits}{gln_check_digit(digits)}", street="Civic Way", building="1", city="Demoham",
        postcode="SG15 0AA", order=f"{row.number}-2025", person=person.family_name.upper(), cost="7000",
    )  # fmt: skip
    invoicing.write_party(tenant.scope, contract.uid, unit.uid, receiver, now=moment)
    months, month = [], max(body.starts_on.replace(day=1), date(2025, 1, 1))
    while month <= date(2025, 12, 1):
        after = add_months(month, 1)
        sent = datetime(after.year, after.month, 5, 8, tzinfo=UTC)
        months.append(invoicing.PastMonth(month, sent, "paid" if month.month < 12 else "received"))
        month = after
    hands = invoicing.Hands(
        issued=tenant.people["FIN-P"].pk, matched=person.pk, approved=tenant.people["FIN-APPR"].pk,
        accepted={unit.pk: person.pk},
    )  # fmt: skip
    invoicing.import_months(tenant.scope, contract.pk, months, hands)
