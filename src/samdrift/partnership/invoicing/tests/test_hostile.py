"""Documents made to do harm: each is refused with a reason, and nothing of it is kept."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.partnership.invoicing.commands.receiving import receive_document
from samdrift.partnership.invoicing.formats import markup, peppol
from samdrift.partnership.invoicing.formats.markup import Unreadable
from samdrift.partnership.invoicing.formats.reading import receive
from samdrift.partnership.invoicing.models import Invoice
from samdrift.partnership.invoicing.tests.papers import paper
from tests.world import NOON

PAPER = peppol.write(paper())
HEAD, BODY = PAPER.split(b"?>", 1)


def entities(inside: str) -> bytes:
    return f"<?xml version='1.0'?><!DOCTYPE Invoice [{inside}]><Invoice>&a;</Invoice>".encode()


def with_text(old: str, new: str) -> bytes:
    text = PAPER.decode()
    assert old in text, old
    return text.replace(old, new, 1).encode()


LAUGHS = "<!ENTITY z 'ha'>" + "".join(
    f"<!ENTITY {name} '&{of};&{of};&{of};&{of};&{of};&{of};&{of};&{of};'>"
    for name, of in zip("yxwvutsa", "zyxwvuts", strict=True)
)
HOSTILE = {
    "an entity bomb": (entities(LAUGHS), "document type"),
    "one long entity many times": (entities(f"<!ENTITY a '{'x' * 50_000}'>"), "document type"),
    "a file of ours": (entities("<!ENTITY a SYSTEM 'file:///etc/passwd'>"), "document type"),
    "an address": (entities("<!ENTITY a SYSTEM 'http://127.0.0.1:9/x'>"), "document type"),
    "a document type elsewhere": (b"<!DOCTYPE Invoice SYSTEM 'http://a.example/x.dtd'><Invoice/>", "document type"),
    "parameter entities": (entities("<!ENTITY % p SYSTEM 'file:///etc/hostname'> %p;"), "document type"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="nonsense"?>' + BODY, "encoding"),
    "a codec that is none": (b'<?xml version="1.0" encoding="hex"?>' + BODY, "encoding"),
    "another kind of codec": (b'<?xml version="1.0" encoding="unicode_escape"?>' + BODY, "encoding"),
    "utf-7": (b'<?xml version="1.0" encoding="utf-7"?>+ADw-a/+AD4-', "encoding"),
    "utf-16 that is not": (b'<?xml version="1.0" encoding="utf-16"?>' + BODY, "encoding"),
    "bytes that are no utf-8": (PAPER.replace("ø".encode(), b"\xff\xfe"), "token"),
    "a nought": (PAPER.replace(b"Marts 2025", b"Marts\x002025", 1), "token"),
    "half a document": (PAPER[: len(PAPER) // 2], ""),
    "a page": (b"<!doctype html><html><script>alert(1)</script></html>", ""),
    "a number without end": (with_text(">165.00<", f">{'9' * 400}<"), "no number"),
    "an amount nothing has room for": (with_text(">165.00<", ">99999999999999.00<"), "larger than anything"),
    "a price for nothing": (with_text(">12</cbc:BaseQuantity>", ">0</cbc:BaseQuantity>"), "a price is not for"),
    "a rate of VAT that is none": (PAPER.replace(b"Percent>25<", b"Percent>2500<"), "VAT"),
    "a day at the end of time": (with_text("2025-03-31", "9999-12-31"), "too far away"),
    "a day before all": (with_text("2025-04-01", "0001-01-01"), "too far away"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_with_a_reason(what):
    content, why = HOSTILE[what]
    with pytest.raises(Unreadable) as refused:
        receive(content)
    assert why in str(refused.value)


def test_what_is_too_large_is_refused_before_it_is_read(monkeypatch):
    with pytest.raises(Unreadable, match="larger"):
        receive(b"<Invoice>" + b" " * (50 << 20) + b"</Invoice>")
    monkeypatch.setattr(markup, "MOST_NODES", 1_000)
    with pytest.raises(Unreadable, match="too many parts"):
        receive(b"<Invoice>" + b"<a/>" * 2_000 + b"</Invoice>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_an_honest_document_is_read_in_the_encodings_in_use(encoding):
    text = PAPER.decode().split("?>", 1)[1].replace("·", "-")
    found = receive(f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)).document
    assert (found.buyer.city, found.issued_on) == ("Odense", date(2025, 4, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["an entity bomb", "a file of ours", "an unknown encoding", "a price for nothing"])
def test_the_page_says_so_and_nothing_is_kept(billed, client, what):
    client.force_login(billed.finn.person)
    sent = {"contract": str(billed.contract.uid), "file": SimpleUploadedFile("x.xml", HOSTILE[what][0])}
    answer = client.post(reverse("invoicing:receive"), sent)
    assert (answer.status_code, HOSTILE[what][1] in answer.content.decode()) == (422, True)
    assert "root:" not in answer.content.decode()
    with everywhere(reason="a test looks"):
        assert not Invoice.objects.exists()


@pytest.mark.django_db
def test_what_is_longer_than_there_is_room_for_is_kept_short(billed):
    """A number and an order of four hundred signs: nothing fails in either database."""
    document = with_text("NP-2025-F00001", "N" * 400).replace(b"PO-17", b"P" * 400)
    invoice = receive_document(billed.finn.scope, billed.contract.uid, document, now=NOON)
    assert (len(invoice.number), len(invoice.order)) == (40, 40)
