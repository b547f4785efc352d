"""The worked example of docs/how-to/use-the-api.md does what it says."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.test import Client

from samdrift.registers.parties.commands import make_token
from tests.world import NOON, World

GUIDE = Path(__file__).resolve().parents[1] / "docs/how-to/use-the-api.md"


@dataclass
class Answer:
    status: int
    json: Any
    headers: Any


class Call:
    """What the guide calls `call`."""

    def __init__(self, world: World) -> None:
        admin = world.someone("ADMIN")
        _token, secret = make_token(admin.scope, name="Guide", permissions=None, expires_at=None, now=NOON)
        self.key, self.client, self.organisation = secret, Client(), str(world.customer.uid)

    def __call__(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(self.client, method.lower())(
            path, **sent, headers={"Authorization": f"Bearer {self.key}", **(headers or {})}
        )
        return Answer(answer.status_code, answer.json(), answer.headers)


def test_the_guide_to_the_api_does_what_it_says(world: World) -> None:
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 5
    exec(compile("\n".join(blocks), str(GUIDE), "exec"), {"call": Call(world)})
