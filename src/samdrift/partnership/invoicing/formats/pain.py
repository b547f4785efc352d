"""Writing a file of payments for a bank: ISO 20022 pain.001.001.03, and a ledger's entries as a table."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment: to whom, to which Danish account or IBAN, how much, and what it says there."""

    name: str
    registration: str
    account: str
    amount_minor: int
    reference: str
    iban: str = ""
    text: str = ""  # beside the reference: which credits were taken off


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a ledger: debit above nothing, credit below."""

    day: date
    document: str
    account: str
    text: str
    cost_centre: str
    amount_minor: int
    vat_percent: Decimal
    currency: str


def payments(
    transfers: Sequence[Transfer], *, message: str, made_at: datetime, pay_on: date, payer: str, currency: str
) -> bytes:
    """The file; its control sum is the exact sum of its payments."""
    total = _amount(sum(one.amount_minor for one in transfers))
    many = len(transfers)
    head = (
        f"<GrpHdr><MsgId>{escape(message)}</MsgId><CreDtTm>{made_at:%Y-%m-%dT%H:%M:%S}</CreDtTm>"
        f"<NbOfTxs>{many}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
        f"<InitgPty><Nm>{escape(payer[:70])}</Nm></InitgPty></GrpHdr>"
    )
    batch = (
        f"<PmtInfId>{escape(message)}</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>{many}</NbOfTxs><CtrlSum>{total}</CtrlSum>"
        f"<ReqdExctnDt>{pay_on}</ReqdExctnDt><Dbtr><Nm>{escape(payer[:70])}</Nm></Dbtr>"
        "<DbtrAcct><Id><Othr><Id>NOTPROVIDED</Id></Othr></Id></DbtrAcct>"
        "<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>"
    )
    body = "".join(_transfer(one, currency) for one in transfers)
    root = f'<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn>{head}<PmtInf>{batch}{body}</PmtInf></CstmrCdtTrfInitn>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}</Document>\n'.encode()


def ledger(entries: Sequence[Entry]) -> bytes:
    """The entries as a table for a ledger: semicolons, decimal points, UTF-8."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=";", lineterminator="\n")
    table.writerow(("day", "document", "account", "text", "cost_centre", "amount", "vat_percent", "currency"))
    for one in entries:
        table.writerow((
            one.day.isoformat(), one.document, one.account, one.text, one.cost_centre, _amount(one.amount_minor),
            f"{one.vat_percent.normalize():f}", one.currency,
        ))  # fmt: skip
    return file.getvalue().encode()


def _transfer(one: Transfer, currency: str) -> str:
    reference = escape(one.reference[:35])
    bban = f"<Othr><Id>{escape(one.registration + one.account)}</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr>"
    account = f"<IBAN>{escape(one.iban)}</IBAN>" if one.iban and not one.account else bban
    told = escape(f"{one.reference} {one.text}".strip()[:140])
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{reference}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="{currency}">{_amount(one.amount_minor)}</InstdAmt></Amt>'
        f"<Cdtr><Nm>{escape(one.name[:70])}</Nm></Cdtr>"
        f"<CdtrAcct><Id>{account}</Id></CdtrAcct>"
        f"<RmtInf><Ustrd>{told}</Ustrd></RmtInf></CdtTrfTxInf>"
    )


def _amount(minor: int) -> str:
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"
