"""What tests of the scan page share: a catalogue, a stranger's phone, and nothing remembered from the test before."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from samdrift.doors.q import answers, choices, page, seen, sending
from samdrift.registers.catalogue.models import ProblemChip
from tests.world import World, words


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch):
    """No drawn pages, catalogues or scans of another test; and no waiting for the next tenth of a second."""
    monkeypatch.setattr(sending, "BLIND_STEP_SECONDS", 0.001)
    yield
    page.forget_pages()
    choices._books.clear()
    answers.forget()
    seen.forget()


@pytest.fixture
def chips(world: World) -> World:
    """Problem chips for washrooms and for any room, in both communities."""
    for side in (world.here, world.there):
        for kind, codes in (
            ("space:washroom", ("blocked", "dirty", "leak", "light")),
            ("space:*", ("broken", "light")),
        ):
            for place, code in enumerate(codes):
                ProblemChip.objects.create(
                    community=side.community, object_kind=kind, code=code, label=words(code.title()), icon="tool",
                    request_type=side.fault, position=place,
                )  # fmt: skip
    return world


Form = dict[str, str]


@pytest.fixture
def opened() -> Callable[..., Form]:
    """Opens a scan page and gives the form's hidden fields."""

    def fields(client: Client, code: str, **headers: Any) -> Form:
        html = client.get(f"/q/{code}", **headers).content.decode()
        found = {name: re.search(rf'name="{name}" value="([^"]*)"', html) for name in ("key", "token")}
        return {name: match[1] for name, match in found.items() if match}

    return fields
