"""Odd calls by the hundred, made from the API's own description, never meet a fault of ours."""

import json
import os
from typing import Any

import pytest
import schemathesis
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet

from samdrift.registers.parties.commands import make_token
from tests.addresses_api import API_ROWS, Rows
from tests.test_every_address import DESCRIBED, OPERATIONS, by_head
from tests.world import NOON, World

SCHEMA = schemathesis.openapi.from_dict(DESCRIBED)
# PostgreSQL refuses more than SQLite does, so they are tried there; ODD_CALLS=200 looks further on both, each time
# elsewhere.
CALLS = int(os.environ.get("ODD_CALLS", "8"))
ONLY_ON = "PostgreSQL refuses all that SQLite refuses, and more: its run makes the odd calls"


@pytest.mark.slow(3)
@pytest.mark.skipif(connection.vendor == "sqlite" and "ODD_CALLS" not in os.environ, reason=ONLY_ON)
@pytest.mark.filterwarnings("ignore")
@by_head(OPERATIONS)
def test_odd_calls_meet_no_fault_of_ours(world: World, client: Client, operations: list[tuple[str, str, str]]) -> None:
    actor = world.someone("ADMIN", "CTR-C", "LOC-FM", "USR", "SEC-OFF", "SD-AG", "SD-LEAD", "OPS-M", "SVC-E")
    _token, secret = make_token(actor.scope, name="Odd", permissions=None, expires_at=None, now=NOON)
    client.raise_request_exception = False
    rows = Rows(world)
    for path, method, _operation in operations:
        head = path.removeprefix("/api/v1/").split("/")[0]
        odd_calls(client, secret, path, method, str(API_ROWS[head](rows)) if "{uid}" in path else "")


def odd_calls(client: Client, secret: str, path: str, method: str, uid: str) -> None:
    """Calls of one operation, every second of them with a row that there is."""
    operation = SCHEMA[path][method]

    @settings(
        max_examples=CALLS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize="ODD_CALLS" not in os.environ,
    )
    @given(case=operation.as_strategy(), real=st.booleans())
    def odd(case: Any, real: bool) -> None:
        address = path.replace("{uid}", uid) if real and uid else case.formatted_path
        headers = {name: str(value) for name, value in (case.headers or {}).items() if str(value).isascii()}
        headers |= {"Authorization": f"Bearer {secret}"}
        body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body, default=str)
        answer = client.generic(
            method.upper(), address, body, content_type="application/json", headers=headers,
            query_params={name: str(value) for name, value in (case.query or {}).items()},
        )  # fmt: skip
        assert answer.status_code < 500, (method, address, case.query, body, answer.content[:300])

    odd()
