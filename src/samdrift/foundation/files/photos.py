"""Photos made anew: turned upright, brought down in size, with nothing inside that cannot be seen."""

import io
import struct
from dataclasses import dataclass

from PIL import Image, ImageOps

MAX_PIXELS = 60_000_000
"""More than a phone's 48 megapixels, and no more than some 240 MB while it is looked at."""
LONGEST_EDGE = 2560
THUMBNAIL_EDGE = 400

_BROKEN = (OSError, ValueError, SyntaxError, IndexError, KeyError, struct.error, EOFError, MemoryError)


class TooLarge(Exception):
    """It has more pixels than `MAX_PIXELS`."""


class Damaged(Exception):
    """It cannot be read as what it says it is."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it may be kept, with its thumbnail as JPEG."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int


def made_anew(content: bytes, format_name: str) -> Photo:
    """The photo written anew in its own format, JPEG, PNG or WEBP.

    Raises:
        TooLarge, Damaged: It cannot be taken.
    """
    try:
        image = _decoded(content, format_name)
        return Photo(_written(image, format_name), _thumbnail(image), image.width, image.height)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge from error
    except _BROKEN as error:
        raise Damaged from error


def _decoded(content: bytes, format_name: str) -> Image.Image:
    # Naming the format keeps Pillow's many other readers away from what strangers send.
    image: Image.Image = Image.open(io.BytesIO(content), formats=[format_name])
    if image.width * image.height > MAX_PIXELS:
        raise TooLarge
    image.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))  # JPEG alone can be read at half or quarter size at once.
    image.load()
    image = ImageOps.exif_transpose(image)
    see_through = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    image = image.convert("RGBA" if see_through and format_name != "JPEG" else "RGB")
    image.info = {}  # Pillow would write comments, profiles and XMP back from here.
    image.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    return image


def _written(image: Image.Image, format_name: str) -> bytes:
    out = io.BytesIO()
    image.save(out, format_name, quality=85)
    return out.getvalue()


def _thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
    if small.mode == "RGBA":
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()
