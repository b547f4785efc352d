"""The county's price book, volumes, key figures, budgets and invoices of a year, in pounds (domain.md §7.4).

What each service costs a year is what its savings are measured on (`county_savings.LINES`): £22.0 million together.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

from samdrift.doors.demo import county, county_savings, money
from samdrift.doors.demo.money import Figures, Item, Ordered, Queried, Readings, Tenant
from samdrift.doors.demo.people import all_powerful
from samdrift.foundation.scope import everywhere
from samdrift.kernel.invoice_checks import gln_check_digit
from samdrift.partnership.invoicing import public as invoicing
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

HOME = county_savings.HOME
ITEMS = (
    Item("ICT-USR", "ICT", "user_month", "48.50", ("ICT desk, a user a month", "It-support, bruger pr. måned",
                                                 "It-support, användare per månad")),
    Item("FIN-INV", "FIN", "item", "3.10", ("Invoice handled", "Faktura behandlet", "Faktura hanterad")),
    Item("PAY-SLP", "PAY", "payslip", "5.60", ("Payslip", "Lønseddel", "Lönespecifikation")),
    Item("HRS-EMP", "HRS", "employee_year", "88", ("Employee looked after", "Medarbejder, HR", "Medarbetare, HR")),
    Item("CUS-CAL", "CUS", "call", "7.90", ("Call answered", "Besvaret opkald", "Besvarat samtal")),
    Item("CUS-CON", "CUS", "item", "6.20", ("Mail or form answered", "Besvaret mail eller formular",
                                          "Besvarat mejl eller formulär")),
    Item("OHS-APP", "OHS", "visit", "118", ("Occupational-health visit", "Arbejdsmedicinsk besøg", "Hälsobesök")),
    Item("CLN-ARE", "CLN", "m2_year", "24", ("Cleaning", "Rengøring", "Städning"),
         {"f3": "0.72", "f5": "1", "q3": "1", "q4": "1.12"}),
)  # fmt: skip
VOLUMES = (
    Ordered("ICT-USR", HOME, Decimal(10_200)), Ordered("FIN-INV", HOME, Decimal(640_000)),
    Ordered("PAY-SLP", HOME, Decimal(504_000)), Ordered("HRS-EMP", HOME, Decimal(22_500)),
    Ordered("CUS-CAL", HOME, Decimal(358_800)), Ordered("CUS-CON", HOME, Decimal(257_000)),
    Ordered("OHS-APP", HOME, Decimal(6_900)), Ordered("CLN-ARE", HOME, Decimal(61_000), None, "f5 q3"),
)  # fmt: skip
SIGNED = datetime(2024, 1, 8, 9, tzinfo=UTC)


class _Counted(Readings):
    """Reports on time: one came late in May and one in November."""

    def of(self, code: str, unit: str, month: date) -> tuple[int, int] | None:
        if code != "K22" or unit:
            return None
        return (21 if month.month in (5, 11) else 22), 22


FIGURES = Figures(
    weights={"K12": "40", "K13": "20", "K14": "20", "K22": "20"}, targets={"K12": "70", "K13": "8", "K14": "58"},
    readings=_Counted(),
)  # fmt: skip
QUERIED = (
    Queried(HOME, "CUS", 8, "On 18 December the lines were down for three hours.", "Agreed, the operator failed."),
    Queried(HOME, "ICT", 12, "Two hundred users had left by the first of December."),
)


def load_money(*, set_up: datetime) -> int:
    """Load it; how many invoices there are."""
    tenant = tenant_of(county.CODE)
    values = {line: cost for line, (cost, *_rest) in county_savings.LINES.items()}
    money.order(tenant, ITEMS, VOLUMES, values, {HOME: 1.0}, now=set_up)
    money.load_year_of_figures(tenant, FIGURES, signed=SIGNED)
    money.load_budgets(tenant, money.fees_of_year(tenant))
    _parties(tenant)
    return len(money.load_invoices(tenant, (HOME,), QUERIED, (HOME, 12)))


def tenant_of(code: str) -> Tenant:
    """The county as it was made."""
    with everywhere(reason="the demonstration's county"):
        community = parties.Community.objects.get(code=code)
        contract = contracts.Contract.objects.select_related("customer").get(community=community, code=county.DEAL.code)
        units = {one.code: one for one in parties.Unit.objects.filter(community=community)}
        faces = {f"county.{face.role}@example.org".lower(): face.role for face in county.FACES}
        people = {faces[one.email]: one for one in parties.Person.objects.filter(email__in=faces)}
    scope = all_powerful(community.pk, people["FIN-C"].pk)
    assert contract.customer is not None
    return Tenant(code, scope, contract, contract.customer, units, people)


def sender(valid_from: date) -> invoicing.PartyDraft:
    """From whom the county's invoices come, and those of who joins its framework."""
    return invoicing.PartyDraft(
        name="Samservice UK Ltd", cvr="09876543", vat_number="GB123456782", country="GB", valid_from=valid_from,
        street="Service Way", building="1", city="Demoham", postcode="SG14 0AA", iban="GB33BUKB20201555555555",
        contact="Percy Marsh", mail="county.fin-p@example.org",
    )  # fmt: skip


def _parties(tenant: Tenant) -> None:
    at, moment = tenant.contract.starts_on, datetime(2024, 1, 9, 9, tzinfo=UTC)
    invoicing.write_party(tenant.scope, tenant.contract.uid, None, sender(at), now=moment)
    for number, (code, name) in enumerate(county.UNITS, start=1):
        digits = f"509999{number:06d}"  # invented: no public body's
        receiver = invoicing.PartyDraft(
            name=f"The County, {name}", cvr="LC000123", vat_number="GB234567847", country="GB", valid_from=at,
            gln=f"{digits}{gln_check_digit(digits)}", street="County Hall Road", building=str(number), city="Demoham",
            postcode="SG13 8AA", order=f"HC-{code[3:]}-2025", person="PRICE", cost=f"{4000 + number}",
        )  # fmt: skip
        invoicing.write_party(tenant.scope, tenant.contract.uid, tenant.units[code].uid, receiver, now=moment)
