"""The data that stands beside the project: used in place, never committed, and missed loudly."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_data(*parts: str) -> Path:
    """The file or folder of that name in the shared data; skips the test, saying so, where there is none.

    The data stands in `$SAMDRIFT_SHARED`, or in the folder `shared` beside the repository or one of the folders above.
    """
    named = os.environ.get("SAMDRIFT_SHARED")
    candidates = [Path(named)] if named else [above / "shared" for above in ROOT.parents]
    for candidate in candidates:
        path = candidate.joinpath("data", *parts)
        if path.exists():
            return path
    pytest.skip(f"the shared data is not here: {'/'.join(parts)} (looked in {', '.join(map(str, candidates))})")
