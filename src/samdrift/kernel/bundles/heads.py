"""What the heads of a bundle hold: those that were signed or kept prove the places before them, and no others.

A head that lies beside the stretches shown proves nothing of them, however well it is signed: a book that was written
anew could bear it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.differing import Difference
from samdrift.kernel.bundles.opening import Bundle


@dataclass(slots=True)
class Held:
    """Which places of a bundle lead to a head somebody can rely on.

    Attributes:
        heads: How many heads lie on the stretches shown: signed by the key that is trusted, or kept by the reader.
        kept: How many of them the reader kept.
        loose: How many places follow the last head of their stretch: nobody has signed or kept what they lead to.
        differences: Signed heads that lie on none of the stretches.
    """

    heads: int = 0
    kept: int = 0
    loose: int = 0
    differences: list[Difference] = field(default_factory=list)


def held(path: Path, kept: Mapping[int, str], key: str | None) -> Held:
    """What the heads of a bundle hold that was verified before.

    Args:
        kept, key: As `verify` takes them.
    Raises:
        NotABundle: It cannot be read as one.
    """
    with Bundle(path) as bundle:
        seals: dict[str, Any] = bundle.json(form.SEALS)
    found = Held()
    stretches = [(int(row["after"]), int(row["to"])) for row in seals["stretches"]]
    trusted = set(kept)
    for number, row in enumerate(seals["signed"], start=1):
        position = row["position"]
        if not any(after <= position <= to for after, to in stretches):
            told = Difference(form.SEALS, f"signed {number}", "position", str(position), "a place of no stretch shown")
            found.differences.append(told)
        elif key is None or row["public_key"].lower() == key.lower():
            trusted.add(position)
    for after, to in stretches:
        here = [position for position in trusted if after < position <= to]  # one at its beginning holds none of it
        found.heads += len(here)
        found.kept += sum(position in kept for position in here)
        found.loose += to - max(here, default=after)
    return found
