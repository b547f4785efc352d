"""Marks: a few bits by which a phone without signal knows a tag again, without ever having been told its code."""

from hashlib import sha256


def mark_of(code: str, about: str, digits: int) -> str:
    """The first bits of a salted hash of a code.

    Args:
        code: The code as it is stored.
        about: What the mark is for, such as an order's or a site's identifier: the salt.
        digits: Hexadecimal digits, four bits each. A code has fifty random bits, so few bits leave it unknown.
    """
    return sha256(f"{about}:{code}".encode()).hexdigest()[:digits]
