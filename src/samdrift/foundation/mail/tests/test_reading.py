"""Mails as real programs write them, and as nobody should: each is read, or refused, never a traceback."""

import base64
import struct
import zlib
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.mail.reading import Unreadable, read_mail
from samdrift.foundation.mail.reading.quotes import own_words
from samdrift.foundation.mail.reading.tnef import unpack

SAMPLES = Path(__file__).parent / "samples"


def sample(name):
    return read_mail((SAMPLES / f"{name}.eml").read_bytes())


OWN_WORDS = {
    "plain_da": "Hej\n\nVandhanen på toilettet i stuen drypper.\nDet har den gjort hele natten.",
    "gmail_da": "Det er den venstre vandhane.",
    "gmail_sv_wrapped": "Den vänstra kranen.",
    "gmail_en": "The left one.",
    "thunderbird_da_below": "Den venstre.\n\nEfter kl. 14.",
    "thunderbird_sv": "Den vänstra.",
    "apple_sv": "Den vänstra.",
    "apple_da": "Den venstre.",
    "outlook_da": "Den venstre.",
    "outlook_sv_rule": "Den vänstra.",
    "outlook_en_original": "The left one.",
    "html_only_outlook": "Døren til køkkenet binder.\n\nDen skal smøres & justeres.",
    "html_gmail": "Den venstre\n\nTak",
    "html_thunderbird_below": "The left one, as I said.",
    "latin1_8bit": "Køleskabet i køkkenet køler ikke – det er “varmt”.",
    "forwarded_as_attachment": "Se nedan.\n\nKranen i köket läcker.",
    "calendar": (
        "Hermed indkaldes til gennemgang.\n\nGennemgang af kantinen, stuen\n"
        "2025-05-12 09:00 (Europe/Copenhagen) – 2025-05-12 10:00 (Europe/Copenhagen)\nStation Nord"
    ),
}


@pytest.mark.parametrize("name", OWN_WORDS)
def test_the_writers_own_words_are_left(name):
    assert sample(name).text == OWN_WORDS[name]


def test_what_is_passed_on_is_what_it_is_about():
    text = sample("forwarded_gmail").text
    assert text.startswith("Kan I tage jer af den her?")
    assert "Lampen over vasken i kantinen blinker." in text


AUTOMATIC = {
    "absence_outlook_da": "auto_reply", "absence_rfc3834": "auto_reply", "bounce": "bounce", "newsletter": "list",
    "monitoring": "machine", "calendar_reply": "auto_reply", "read_receipt": "auto_reply",
}  # fmt: skip


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.eml")), ids=lambda path: path.stem)
def test_only_what_nobody_wrote_is_automatic(path):
    assert read_mail(path.read_bytes()).automatic == AUTOMATIC.get(path.stem, "")


def test_heads_are_decoded_and_addresses_are_small_letters():
    read = sample("plain_da")
    assert read.subject == "Vandhanen på toilettet drypper"
    assert (read.sender, read.sender_name) == ("olga@police.example", "Olga Nielsen")
    assert read.to == ("desk@fm.example",)
    assert (read.message_id, read.answers) == ("<a1@police.example>", ())
    assert sample("latin1_8bit").subject == "Køkkenet"
    assert sample("broken_qp").subject.startswith("Køkken")
    assert "Døren binder" in sample("broken_qp").text


def mail_with(*files, text="See the picture."):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "olga@police.example", "desk@fm.example", "Photo"
    mail["Message-ID"] = "<p@police.example>"
    mail.set_content(text)
    for name, kind, content in files:
        main, _slash, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def test_what_came_along_is_there_and_small_pictures_in_the_text_are_not():
    read = read_mail(mail_with(("æble.jpg", "image/jpeg", b"\xff\xd8\xff" + b"x" * 20_000), ("b.exe", "x/y", b"MZ")))
    assert [(one.name, len(one.content)) for one in read.attached] == [("æble.jpg", 20_003), ("b.exe", 2)]
    mail = EmailMessage()
    mail["From"] = "olga@police.example"
    mail.set_content("<p>Hi <img src='cid:logo'></p>", subtype="html")
    mail.add_related(b"\x89PNG\r\n\x1a\n" + b"x" * 500, "image", "png", cid="<logo>")
    assert read_mail(mail.as_bytes()).attached == ()


def tnef(*files, body="", cut=0):
    def attribute(level, code, value):
        return struct.pack("<BII", level, code, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    made = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x0002800C, body.encode("cp1252") + b"\0")
    for name, content in files:
        long = name.encode("utf-16-le") + b"\0\0"
        props = struct.pack("<I", 1) + struct.pack("<III", 0x3707001F, 1, len(long)) + long
        made += attribute(2, 0x00069002, b"\0" * 14) + attribute(2, 0x00018010, b"SHORT~1.JPG\0")
        made += attribute(2, 0x0006800F, content) + attribute(2, 0x00069005, props)
    return made[: len(made) - cut]


def test_a_winmail_dat_gives_its_files_under_their_long_names():
    packed = unpack(tnef(("Køkken foto.jpg", b"\xff\xd8\xff123"), ("b.pdf", b"%PDF-1"), body="Døren"))
    assert packed.whole
    assert packed.text == "Døren"
    assert packed.files == (("Køkken foto.jpg", b"\xff\xd8\xff123"), ("b.pdf", b"%PDF-1"))
    read = read_mail(mail_with(("winmail.dat", "application/ms-tnef", tnef(("a.jpg", b"\xff\xd8\xff")))))
    assert [one.name for one in read.attached] == ["a.jpg"]
    assert read.left_out == ()


def test_a_damaged_winmail_dat_is_named():
    read = read_mail(mail_with(("winmail.dat", "application/ms-tnef", tnef(("a.jpg", b"\xff\xd8\xff" * 9), cut=40))))
    assert read.left_out == ("winmail.dat",)
    assert unpack(b"no such thing") is None


@given(st.binary(max_size=300))
def test_no_winmail_dat_breaks_the_reader(rest):
    unpack(struct.pack("<IH", 0x223E9F78, 1) + rest)


@pytest.mark.parametrize(
    ("raw", "why"),
    [(b"", "empty"), (b" \r\n\r\n", "empty"), (b"Hello, I am no mail", "no_mail"), (b"\x00\xff" * 500, "no_mail")],
)
def test_what_is_no_mail_is_refused_with_its_reason(raw, why):
    with pytest.raises(Unreadable) as refused:
        read_mail(raw)
    assert refused.value.why == why


def test_parts_within_parts_without_end_are_refused():
    raw = b"From: a@b.example\r\n"
    for depth in range(3000):
        raw += b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth)
    with pytest.raises(Unreadable) as refused:
        read_mail(raw)
    assert refused.value.why == "nested"


def test_thousands_of_parts_are_read_up_to_a_limit():
    parts = b"".join(b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" for _each in range(5000))
    read = read_mail(b'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' + parts + b"--b--\r\n")
    assert read.left_out == ("…",)


HEADS = st.sampled_from(
    [b"From", b"Subject", b"To", b"Content-Type", b"Content-Transfer-Encoding", b"Date", b"References"]
)
LINES = st.tuples(HEADS, st.binary(max_size=80).map(lambda one: one.replace(b"\n", b"").replace(b"\r", b"")))


@given(st.lists(LINES, max_size=12), st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused(heads, body):
    raw = b"Message-ID: <x@y>\r\n" + b"".join(name + b": " + value + b"\r\n" for name, value in heads) + b"\r\n" + body
    with suppress(Unreadable):
        read_mail(raw)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.eml")), ids=lambda path: path.stem)
def test_a_mail_cut_anywhere_is_read_or_refused(path):
    raw = path.read_bytes()
    for end in range(0, len(raw), 97):
        with suppress(Unreadable):
            read_mail(raw[:end])


@given(st.text(max_size=600))
def test_own_words_are_never_lost_altogether(text):
    if text.strip("\x1d \r\n") and "\x1d" not in text:
        assert own_words(text).strip() or not text.strip()


@pytest.mark.parametrize(
    "line",
    [
        "Den nye lampe er i stykker", "From the kitchen comes a smell", "On Monday nobody came",
        "Fra: døren og ind drypper det", "Jeg skrev til jer i går.",
    ],
)  # fmt: skip
def test_ordinary_sentences_are_no_quotations(line):
    text = f"Hej\n\n{line}\n\nKom gerne snart"
    assert own_words(text) == text


def test_a_bomb_of_base64_stays_what_it_is():
    bomb = base64.b64encode(zlib.compress(b"0" * 10_000_000))
    head = b"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert len(read_mail(head + bomb).text) < 100_000
