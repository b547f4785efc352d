"""Chance that always falls the same: each stream has its own generator, keyed by seed, stream and natural key.

Adding one stream never changes another, and streams can be drawn in any order (domain.md §7.1).
"""

import hashlib
import random
import uuid
from collections.abc import Mapping, Sequence

DEMO_SEED = 20260115
NAMESPACE = uuid.UUID("6f9b7f2e-4d0a-5c1e-9b7d-2a51c0de0a11")


def generator(stream: str, *natural_key: object, seed: int = DEMO_SEED) -> random.Random:
    """A generator of its own for one stream and natural key."""
    text = "|".join([str(seed), stream, *(str(part) for part in natural_key)])
    return random.Random(hashlib.sha256(text.encode()).digest())  # noqa: S311 (a story, not a secret)


def uid(kind: str, *natural_key: object, seed: int = DEMO_SEED) -> uuid.UUID:
    """The public id of a thing of the demonstration: the same in every run."""
    return uuid.uuid5(NAMESPACE, "|".join([str(seed), kind, *(str(part) for part in natural_key)]))


def largest_remainders(total: int, weights: Sequence[float]) -> list[int]:
    """`total` shared out in whole numbers by weight: the parts sum to it exactly, the largest remainders round up."""
    whole = sum(weights)
    if whole <= 0:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: (-(exact[i] - parts[i]), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def pick(chance: random.Random, weighted: Mapping[str, float]) -> str:
    """One of the names, by weight."""
    names = list(weighted)
    return chance.choices(names, weights=[weighted[name] for name in names])[0]
