"""What a tag's code is and how a mistyped one is found out: ten random characters and a check character."""

from collections.abc import Callable, Container
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 characters: no I, L, O or U."""

RANDOM_CHARACTERS: Final = 10
CODE_LENGTH: Final = RANDOM_CHARACTERS + 1
RANDOM_BYTES: Final = 7
"""Bytes of randomness `new_code` asks for; 50 of their 56 bits are used."""

_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
# People read I and l as 1, O as 0; hyphens and spaces are ours, put in for reading.
_READ_AS: Final = str.maketrans(
    {
        **{character.lower(): character for character in ALPHABET},
        **dict.fromkeys("IiLl", "1"),
        **dict.fromkeys("Oo", "0"),
        **dict.fromkeys(" -\u00a0\u2010\u2011\u2013\t\r\n", None),
    }
)


def _times_two(value: int) -> int:
    """Multiply by the generator in the field of 32 elements (x⁵ + x² + 1)."""
    return ((value << 1) ^ 0b100101) if value & 0b10000 else value << 1


def _weighted(value: int, position: int) -> int:
    """The value times 2^(position + 1) in the field of 32 elements."""
    for _ in range(position + 1):
        value = _times_two(value)
    return value


# The generator has order 31, so the eleven weights 1, 2, 4, … differ and none is zero: one wrong character
# or two swapped ones (adjacent or not) always change the sum.
_PRODUCTS: Final = tuple(tuple(_weighted(value, place) for value in range(32)) for place in range(RANDOM_CHARACTERS))


def check_character(ten: str) -> str:
    """The character that completes ten random ones.

    Args:
        ten: Exactly ten characters of `ALPHABET`.
    Raises:
        ValueError: Another length, or a character outside the alphabet.
    """
    if len(ten) != RANDOM_CHARACTERS or any(character not in _VALUES for character in ten):
        raise ValueError(f"A code starts with ten characters of {ALPHABET}, not with {ten!r}.")
    total = 0
    for products, character in zip(_PRODUCTS, ten, strict=True):
        total ^= products[_VALUES[character]]
    return ALPHABET[total]


def new_code(random_bytes: bytes) -> str:
    """A code made of random bytes, check character included.

    Args:
        random_bytes: Exactly seven bytes from a source nobody can guess, such as `secrets.token_bytes(7)`.
    """
    if len(random_bytes) != RANDOM_BYTES:
        raise ValueError(f"A code is made of {RANDOM_BYTES} random bytes, not of {len(random_bytes)}.")
    number = int.from_bytes(random_bytes, "big")
    ten = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(RANDOM_CHARACTERS))
    return ten + check_character(ten)


def new_codes(count: int, random: Callable[[int], bytes], taken: Container[str] = frozenset()) -> list[str]:
    """So many new codes, all different, none of them already taken.

    Args:
        count: 1 or more.
        random: Gives that many unguessable bytes; `secrets.token_bytes` in earnest.
        taken: Codes that exist. The database's own constraint still has the last word.
    """
    if count < 1:
        raise ValueError(f"A batch has one code or more, not {count}.")
    codes: dict[str, None] = {}
    while len(codes) < count:
        code = new_code(random(RANDOM_BYTES))
        if code not in taken:
            codes[code] = None
    return list(codes)


def code_from(typed: str) -> str | None:
    """The code somebody typed, as we store it, or None when it cannot be a code.

    Case does not matter, I and L are read as 1, O as 0, hyphens and spaces are skipped.
    """
    code = typed.translate(_READ_AS)
    if len(code) != CODE_LENGTH or any(character not in _VALUES for character in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def code_in(scanned: str) -> str | None:
    """The code in what a hand scanner or a camera read: a bare code, or an address ending in /q/CODE."""
    address = scanned.strip().partition("?")[0].partition("#")[0].rstrip("/")
    before, slash, last = address.rpartition("/")
    if slash and not before.lower().endswith("/q"):
        return None
    return code_from(last)


def grouped(code: str) -> str:
    """The code as people read it: XXXXX-XXXXX-X."""
    return f"{code[:5]}-{code[5:10]}-{code[10:]}"
