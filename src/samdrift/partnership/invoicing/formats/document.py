"""An invoice or credit note as plain values, the same whatever it is written as."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samdrift.kernel.invoices import Taxed, Totals, totals


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a document.

    Attributes:
        gln: Its location number, 13 digits; "" where it is reached by its company number.
        cvr: Its company number, eight digits, without DK.
        vat: Its VAT number with its country; "" where that is DK and the company number.
        person: The reference by which the receiver finds the right person.
    """

    name: str
    cvr: str
    gln: str = ""
    street: str = ""
    building: str = ""
    city: str = ""
    postcode: str = ""
    country: str = "DK"
    person: str = ""
    contact: str = ""
    mail: str = ""
    phone: str = ""
    vat: str = ""

    @property
    def vat_id(self) -> str:
        """Its VAT number, with its country before it."""
        return self.vat or f"DK{self.cvr}"


@dataclass(frozen=True, slots=True)
class Account:
    """Where to pay: a Danish registration number and account, or an IBAN."""

    registration: str = ""
    number: str = ""
    iban: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line; `amount_minor` is quantity times price by base, rounded once. What takes back has a negative quantity."""

    number: int
    name: str
    quantity: Decimal
    unit: str  # UN/ECE Recommendation 20: MTK, HUR, MON, C62 …
    price: Decimal
    amount_minor: int
    base: Decimal = Decimal(1)
    percent: Decimal = Decimal(25)
    category: str = "S"
    note: str = ""
    item: str = ""
    cost: str = ""  # the buyer's account
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """What comes off the whole document."""

    text: str
    amount_minor: int
    percent: Decimal = Decimal(25)
    category: str = "S"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels inside the document."""

    name: str
    media_type: str
    content: bytes
    text: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice or credit note. A credit note's lines are positive: they say what is given back."""

    kind: str  # invoice, credit_note
    number: str
    uid: str
    issued_on: date
    due_on: date | None
    currency: str
    seller: Party
    buyer: Party
    account: Account
    lines: tuple[Line, ...]
    allowances: tuple[Allowance, ...] = ()
    order: str = ""
    person: str = ""
    cost: str = ""
    contract: str = ""
    note: str = ""
    first: date | None = None
    last: date | None = None
    credits: str = ""  # the number of the invoice a credit note is about, or a supplementary one stands beside
    credits_on: date | None = None
    attachments: tuple[Attachment, ...] = ()

    @property
    def totals(self) -> Totals:
        """What it comes to."""
        return totals(
            (Taxed(line.amount_minor, line.percent, line.category) for line in self.lines),
            (Taxed(one.amount_minor, one.percent, one.category) for one in self.allowances),
        )
