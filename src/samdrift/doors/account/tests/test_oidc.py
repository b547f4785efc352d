import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from samdrift.registers.parties.commands import person_from_provider
from tests.kept_database import Migrated
from tests.world import NOON, World

SOURCE = Path(__file__).resolve().parents[4]


def test_without_a_provider_there_is_no_button_and_no_address(client: Client, db: None) -> None:
    assert client.get("/account/oidc/sso/login/").status_code == 404
    assert "oidc" not in client.get("/account/sign-in/").content.decode()


def test_a_verified_e_mail_links_once_and_an_unverified_one_never(world: World) -> None:
    email = world.asta.person.email
    assert person_from_provider("s-1", email=email, email_verified=False, now=NOON) is None
    linked = person_from_provider("s-1", email=email, email_verified=True, now=NOON)
    assert linked is not None
    assert linked.external_id == "s-1"
    # Whoever gets the address later is somebody else.
    assert person_from_provider("s-2", email=email, email_verified=True, now=NOON) is None
    assert person_from_provider("", email=email, email_verified=True, now=NOON) is None


@pytest.mark.slow
def test_people_sign_in_through_the_identity_provider(tmp_path: Path, migrated_once: Migrated) -> None:
    if migrated_once.file:  # the walk migrates what the provider needs besides
        shutil.copy(migrated_once.file, tmp_path / "walk.sqlite3")
    environment = {
        **os.environ,
        "PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "samdrift.doors.settings", "NO_PROXY": "localhost",
        "no_proxy": "localhost", "DATABASE_URL": f"sqlite:///{tmp_path / 'walk.sqlite3'}",
        "SAMDRIFT_VAR": str(tmp_path), "SAMDRIFT_OIDC_CLIENT_ID": "samdrift",
        "SAMDRIFT_OIDC_CLIENT_SECRET": "secret", "SAMDRIFT_OIDC_NAME": "Work account",
    }  # fmt: skip
    walk = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("oidc_walk.py"))]
    done = subprocess.run(walk, env=environment, capture_output=True, text=True, timeout=300)
    assert done.stdout.endswith("walked\n"), done.stderr[-3000:]
