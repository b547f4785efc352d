"""The demonstration: an invented police force with its estate, people, contract and a year of requests."""

from pathlib import Path

from samdrift.doors.demo.loaded import Loaded


def load(*, profile: str, model: Path | None = None) -> Loaded:
    """Load a profile of the demonstration; Django must be ready."""
    from samdrift.doors.demo.load import load as load_profile

    return load_profile(profile=profile, model=model)
