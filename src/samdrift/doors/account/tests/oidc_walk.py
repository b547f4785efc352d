"""Walks through signing in at an identity provider; run by test_oidc.py in a process of its own.

The settings must name the provider before Django starts, and the provider's double must not fail for old warnings.
"""

import os
import sys
from datetime import date
from urllib.parse import urlsplit

import django
from oidc_provider_mock import User, run_server_in_thread


def user(subject: str, email: str, *, verified: bool = True) -> User:
    """Somebody the provider knows."""
    return User(sub=subject, claims={"email": email, "email_verified": verified})


PEOPLE = [
    user("subject-known", "elsewhere@example.org"),
    user("subject-invited", "invited@example.org"),
    user("subject-suspended", "suspended@example.org"),
    user("subject-unverified", "known@example.org", verified=False),
    user("subject-nobody", "nobody@example.org"),
    user("subject-thief", "known@example.org"),
]
running = run_server_in_thread(user_claims=PEOPLE)
server = running.__enter__()
os.environ["SAMDRIFT_OIDC_URL"] = f"http://localhost:{server.server_port}"
django.setup()

import requests  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from samdrift.registers.parties.models import Community, Employment, Organisation, Person  # noqa: E402


def through_the_provider(client: Client, subject: str, wanted: str = "") -> str:
    """Sign in as `subject` there; gives where one ends here."""
    page = client.get(f"/account/sign-in/?next={wanted}").content.decode()
    assert "Work account" in page
    begun = client.get(f"/account/oidc/sso/login/?next={wanted}")
    assert begun.status_code == 302, begun.content
    direct = requests.Session()
    direct.trust_env = False
    there = direct.post(begun["Location"], data={"sub": subject}, allow_redirects=False, timeout=10)
    assert there.status_code == 302, there.text
    back = urlsplit(there.headers["Location"])
    answer = client.get(f"{back.path}?{back.query}")
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def person(email: str, **values: str) -> Person:
    """Somebody with an employment."""
    made = Person.objects.create(email=email, given_name="Asta", family_name="Ås", **values)
    Employment.objects.create(community=community, person=made, organisation=police, starts_on=date(2020, 1, 1))
    return made


def signed_in(client: Client) -> int:
    """Who is signed in, 0 for nobody."""
    return int(client.session.get("_auth_user_id", 0))


setup_test_environment()
call_command("migrate", verbosity=0)
community = Community.objects.create(code="NPS", name={"en": "NPS"}, currency="DKK", timezone="Europe/Copenhagen")
police = Organisation.objects.create(code="P", name={"en": "P"}, kind="customer", country="DK")
known = person("known@example.org", external_id="subject-known", state="active")
invited = person("invited@example.org", state="invited")
suspended = person("suspended@example.org", external_id="subject-suspended", state="suspended")

client = Client()
assert through_the_provider(client, "subject-known", "/account/") == "/account/"
assert signed_in(client) == known.pk

client = Client()
assert through_the_provider(client, "subject-invited", "https://evil.example/") == "/"
invited.refresh_from_db()
assert (invited.state, invited.external_id, signed_in(client)) == ("active", "subject-invited", invited.pk)

for subject in ("subject-suspended", "subject-unverified", "subject-nobody", "subject-thief"):
    client = Client()
    assert through_the_provider(client, subject) == "/account/sign-in/", subject
    assert signed_in(client) == 0, subject
    assert "nobody has invited you" in client.get("/account/sign-in/").content.decode()
assert Person.objects.count() == 3
failed = Client().get("/account/oidc/sso/login/callback/?error=access_denied&state=x")
assert failed.status_code == 302
assert failed["Location"] == "/account/sign-in/"
assert Client().get("/account/oidc/other/login/").status_code == 404
running.__exit__(None, None, None)
sys.stdout.write("walked\n")
