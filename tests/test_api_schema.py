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

from samdrift.doors.api.root import api
from samdrift.registers.parties.commands import make_token
from tests.addresses_api import API_ROWS, Rows
from tests.world import NOON, World

DESCRIBED = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
SCHEMA = schemathesis.openapi.from_dict(DESCRIBED)
# PostgreSQL refuses more than SQLite does, so most of each are tried there; ODD_CALLS=200 looks further, each time
# elsewhere.
MANY = "12" if connection.vendor == "postgresql" else "4"
CALLS = int(os.environ.get("ODD_CALLS", MANY))
OPERATIONS = [(path, method) for path, methods in sorted(DESCRIBED["paths"].items()) for method in sorted(methods)]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS])
def test_odd_calls_meet_no_fault_of_ours(world: World, client: Client, path: str, method: str) -> None:
    actor = world.someone("ADMIN", "CTR-C", "LOC-FM", "USR", "SEC-OFF", "SD-AG", "SD-LEAD", "OPS-M", "SVC-E")
    _token, secret = make_token(actor.scope, name="Odd", permissions=None, expires_at=None, now=NOON)
    client.raise_request_exception = False
    head = path.removeprefix("/api/v1/").split("/")[0]
    uid = str(API_ROWS[head](Rows(world))) if "{uid}" in path else ""
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
