"""The API and the command line."""

import io
from pathlib import Path

import pytest
from django.test import Client

from samdrift.doors.cli import exit_pack
from samdrift.doors.cli.problem import Problem
from samdrift.partnership.handover.commands.making import make_pack
from samdrift.partnership.handover.tests.conftest import DAY, bytes_of, made
from tests.test_every_address import bearer
from tests.world import NOON, World


def run(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    return exit_pack.main(arguments, io.StringIO(), out, io.StringIO()), out.getvalue()


def test_the_api_asks_reads_takes_and_confirms(leaving: World, client: Client) -> None:
    base, dan, bo = (
        f"/api/v1/contracts/{leaving.contract.uid}",
        {"headers": bearer(leaving.dan)},
        {"headers": bearer(leaving.bo)},
    )
    lines = client.get(f"{base}/exit-readiness", **dan).json()
    assert isinstance(lines, list), lines
    assert {"code": "staff_closed", "count": 1, "tone": "warn"}.items() <= lines[-1].items()
    asked = {"day": DAY.isoformat()}
    made_now = client.post(f"{base}/exit-packs", asked, content_type="application/json", **dan)
    assert (made_now.status_code, made_now.json()["state"]) == (201, "waiting")
    address = f"/api/v1/exit-packs/{made_now.json()['uid']}"
    assert client.get(f"{address}/file", **bo).status_code == 409
    make_pack(made_now.json()["uid"], now=NOON)
    for who in (dan, bo):
        pack = client.get(address, **who).json()
        answer = client.post(
            f"{address}/confirm", {"fingerprint": pack["fingerprint"][:8]}, content_type="application/json",
            headers={**who["headers"], "If-Match": f'"{pack["version"]}"'},
        )  # fmt: skip
        assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "handed_over"
    assert [one["number"] for one in client.get(f"{base}/exit-packs", **bo).json()["items"]] == [1]


def test_the_command_line_writes_what_the_page_makes_and_checks_it(leaving: World, tmp_path: Path) -> None:
    pack = made(leaving.dan, leaving.contract)
    first, other = tmp_path / "pack.zip", tmp_path / "other.zip"
    status, said = run("--contract", "NPS-1", "--day", DAY.isoformat(), "-o", str(first))
    assert (status, first.read_bytes()) == (0, bytes_of(pack))
    assert said.endswith(f"fingerprint {pack.fingerprint}\n")
    assert run("--check", str(first), "--fingerprint", pack.fingerprint)[0] == 0
    run("--contract", "NPS-1", "--day", "2025-01-01", "-o", str(other))
    status, said = run("--check", str(other), "--against", str(first))
    assert status == 1
    assert "data/requests.csv differs between the two packs\n" in said
    for wrong in (("--contract", "NONE", "-o", str(other)), ("--check", str(tmp_path / "none")), ()):
        with pytest.raises(Problem):
            run(*wrong)
