import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from samdrift.foundation.errors import Invalid
from samdrift.foundation.files import photos
from samdrift.foundation.files.cleaning import clean_name, clean_upload

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def photo(size=(40, 20), form="JPEG", mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, form, **options)
    return out.getvalue()


def cleaned(content, name="photo.jpg"):
    return clean_upload(io.BytesIO(content), name)


def phone_photo():
    """Held upright, so stored lying; knows the place, the camera and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (55.0, 40.0, 0.0), 3: "E", 4: (12.0, 34.0, 0.0)})
    return photo(exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile" * 20, xmp=b"<x>SecretXmp</x>")


def test_a_photo_is_turned_upright_and_forgets_place_camera_and_comment():
    content = phone_photo()
    assert content.count(b"Secret") >= 4
    clean = cleaned(content)
    kept = Image.open(io.BytesIO(clean.content))
    assert (clean.width, clean.height) == kept.size == (20, 40)
    assert not kept.getexif()
    for piece in (clean.content, clean.thumbnail):
        assert b"Secret" not in piece
        assert b"Exif" not in piece


def test_texts_inside_png_and_webp_go_too():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "SecretAuthor")
    for content in (photo(form="PNG", pnginfo=notes, icc_profile=b"Secret"), photo(form="WEBP", xmp=b"<x>Secret</x>")):
        assert b"Secret" not in cleaned(content).content


@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_the_type_is_told_by_the_content(form, media_type):
    clean = cleaned(photo(form=form), "malware.exe")
    assert clean.media_type == media_type
    assert clean.name.startswith("malware.")
    assert Image.open(io.BytesIO(clean.content)).format == form
    assert Image.open(io.BytesIO(clean.thumbnail)).format == "JPEG"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16", "CMYK"])
def test_every_colour_mode_is_read(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    out = io.BytesIO()
    Image.new(mode, (40, 20)).save(out, form)
    assert cleaned(out.getvalue()).width == 40


def test_large_photos_come_down_to_a_size_people_look_at():
    clean = cleaned(photo((6000, 3000)))
    assert (clean.width, clean.height) == (2560, 1280)
    assert max(Image.open(io.BytesIO(clean.thumbnail)).size) == 400


def bomb(width, height):
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8000, 10_000, 15_000, 60_000])
def test_photos_of_a_hundred_megapixels_are_refused_before_they_are_unpacked(side, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda image: pytest.fail("unpacked"))
    with pytest.raises(Invalid, match="megapixels"):
        cleaned(bomb(side, side))


def test_what_is_too_large_empty_or_no_photo_is_refused_with_a_sentence(settings):
    settings.SAMDRIFT_MAX_UPLOAD_MB = 1
    heic = b"\0\0\0\x18ftypheic" + b"\0" * 40
    for content, sentence in (
        (photo() + b"\0" * 1_000_001, "larger than 1 MB"),
        (b"", "empty"),
        (b"<svg onload='x'/>", "Only photos"),
        (b"GIF89a" + b"\0" * 50, "Only photos"),
        (b"PK\x03\x04" + b"\0" * 50, "Only photos"),
        (heic, "HEIC"),
        (PDF[:-8], "damaged"),
    ):
        with pytest.raises(Invalid, match=sentence) as refusal:
            cleaned(content)
        assert list(refusal.value.fields) == ["file"]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_photo_is_refused(form):
    whole = photo((300, 300), form)
    with pytest.raises(Invalid, match="damaged"):
        cleaned(whole[: len(whole) // 2])


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255))))
@settings(max_examples=60, deadline=None)
def test_damage_anywhere_is_read_or_refused_and_never_worse(form, flips):
    content = bytearray(photo((64, 64), form))
    for place, value in flips:
        content[place % len(content)] = value
    with contextlib.suppress(Invalid):
        assert cleaned(bytes(content)).content


def test_a_document_is_kept_as_it_is():
    clean = cleaned(PDF, "Rapport.PDF")
    assert (clean.content, clean.name, clean.media_type) == (PDF, "Rapport.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\foto\\Rør æøå.jpeg", "Rør æøå.jpg"),
        ("a\r\nX: y\u202egpj.exe", "aX  ygpj.jpg"),
        ("", "File.jpg"),
        ("....", "File.jpg"),
        ("n" * 300, "n" * 100 + ".jpg"),
    ],
)
def test_names_lose_folders_and_tricks(name, kept):
    assert clean_name(name, "image/jpeg").lower() == kept.lower()


def test_the_limit_leaves_room_for_what_phones_make():
    assert 48_800_000 < photos.MAX_PIXELS < 100_000_000
