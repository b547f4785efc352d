from unittest.mock import patch

from django.db import DatabaseError
from django.test import Client


def test_the_process_says_it_lives_without_touching_the_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_means_the_database_answers_and_is_at_our_version(client: Client, db: None) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["migrations"] == "ok"


def test_without_a_database_we_are_not_ready(client: Client) -> None:
    with patch("samdrift.doors.health.connection.cursor", side_effect=DatabaseError):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "failing", "migrations": "failing", "worker": "failing"}


def test_crawlers_have_no_business_here(client: Client) -> None:
    assert "Disallow: /" in client.get("/robots.txt").content.decode()
