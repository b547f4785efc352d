"""What comes in is looked at, not believed: the type by its content, the size by counting, photos made anew."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid

_EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file as it may be kept: nothing in it but what can be seen."""

    name: str
    media_type: str
    content: bytes
    thumbnail: bytes = b""
    width: int = 0
    height: int = 0

    @property
    def sha256(self) -> str:
        """The name of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def clean_upload(stream: BinaryIO, filename: str) -> CleanFile:
    """Read an upload and make it safe to keep. Takes up to a second: do it before the transaction begins.

    Photos are turned upright, brought down to 2,560 pixels and written anew, so that place, camera and comments
    inside them are gone; documents are kept as they are and only ever downloaded.

    Raises:
        Invalid: Too large, not a photo or PDF, damaged, or of a kind we cannot read.
    """
    content = _read(stream)
    media_type = type_of(content)
    name = clean_name(filename, media_type)
    if media_type == "application/pdf":
        return _document(name, content)
    return _photo(name, media_type, content)


def type_of(content: bytes) -> str:
    """The media type by the first bytes, whatever the name says.

    Raises:
        Invalid: It is none that we take.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"}:
        raise _refusal(_("This photo is in the HEIC format. Choose JPEG (“most compatible”) in the camera’s settings."))
    if not content:
        raise _refusal(_("The file is empty."))
    raise _refusal(_("Only photos (JPEG, PNG, WebP) and PDF documents can be added."))


def clean_name(filename: str, media_type: str) -> str:
    """A name to show and download by: no folders, no control characters, the ending that fits the content."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", filename))[-1]
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    stem = re.sub(r'[<>:"|?*]+', " ", shown.rpartition(".")[0] or shown).strip(". ")
    return (stem[:100] or _("File")) + _EXTENSIONS[media_type]


def _read(stream: BinaryIO) -> bytes:
    limit = settings.SAMDRIFT_MAX_UPLOAD_MB * 1_000_000
    content = stream.read(limit + 1)
    if len(content) > limit:
        text = _("The file is larger than %(megabytes)s MB.")
        raise _refusal(text % {"megabytes": settings.SAMDRIFT_MAX_UPLOAD_MB})
    return content


def _document(name: str, content: bytes) -> CleanFile:
    if b"%%EOF" not in content[-2048:]:
        raise _refusal(_("The document is damaged: its end is missing."))
    return CleanFile(name=name, media_type="application/pdf", content=content)


def _photo(name: str, media_type: str, content: bytes) -> CleanFile:
    # Pillow comes with the first photo: it weighs nine megabytes in every process, and most see none.
    from samdrift.foundation.files import photos

    try:
        made = photos.made_anew(content, _FORMATS[media_type])
    except photos.TooLarge as error:
        raise _too_many_pixels() from error
    except photos.Damaged as error:
        raise _refusal(_("The photo is damaged and cannot be shown.")) from error
    return CleanFile(name, media_type, made.content, made.thumbnail, made.width, made.height)


def _too_many_pixels() -> Invalid:
    from samdrift.foundation.files.photos import MAX_PIXELS

    text = _("The photo has more than %(megapixels)s megapixels.")
    return _refusal(text % {"megapixels": MAX_PIXELS // 1_000_000})


def _refusal(text: str) -> Invalid:
    return Invalid({"file": text})
