"""What loading the demonstration gives to the command that starts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignIn:
    """A person of the demonstration whom anybody may be."""

    name: str
    role: str
    sign_in: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded demonstration.

    Args:
        as_of: The moment its story has reached; its clock goes on from there.
        people: One person a role, in the order in which they should be shown.
    """

    as_of: datetime
    people: tuple[SignIn, ...]
