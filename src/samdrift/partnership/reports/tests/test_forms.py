"""The forms of a report's page send what the page shows: each field lies in the form whose button keeps it."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from samdrift.partnership.reports.tests.conftest import Reported


def forms_of(page: str) -> list[dict[str, str]]:
    """The fields of each form that keeps a draft, by name."""
    found = re.findall(r'<form method="post" action="[^"]*/say/".*?</form>', page, re.DOTALL)
    return [dict.fromkeys(re.findall(r'<(?:input|textarea)[^>]* name="([^"]+)"', one), "") for one in found]


def test_each_form_keeps_its_own_fields(reported: Reported, client: Client) -> None:
    client.force_login(reported.client.person)
    address = reverse("reports:page", args=[reported.uid])
    page = client.get(address).content.decode()
    forms: Any = forms_of(page)
    # A party names one priority or three, and an empty comment takes a draft away: no browser may insist.
    assert not re.search(r'name="(priority|section)-[^>]* required', page)
    [priorities] = [one for one in forms if "priority-1" in one]
    assert {"priority-1", "priority-2", "priority-3"} <= set(priorities)
    say = reverse("reports:say", args=[reported.uid])
    answer = client.post(say, {**priorities, "priority-1": "First"}, follow=True)
    assert "Kept as your party" in answer.content.decode()
    [kpis] = [one for one in forms if "section-kpis" in one]
    client.post(say, {**kpis, "section-kpis": "Late"})
    assert sorted(one.text for one in reported.words()) == ["First", "Late"]


def test_two_of_a_party_with_the_form_open_do_not_undo_each_other(reported: Reported, client: Client) -> None:
    client.force_login(reported.client.person)
    say = reverse("reports:say", args=[reported.uid])
    opened = {f"{was}priority-{place}": "" for was in ("", "was-") for place in (1, 2, 3)}
    client.post(say, {**opened, "priority-1": "Fewer\r\nvisits"})
    client.post(say, {**opened, "priority-2": "Inspections"})  # a colleague, who left the first as it was
    assert sorted(one.text.split()[0] for one in reported.words()) == ["Fewer", "Inspections"]
    answer = client.post(say, {**opened, "priority-1": "Something else"}, follow=True)
    assert "Yours was not kept: “Something else”" in answer.content.decode()
    assert "Something else" not in [one.text for one in reported.words()]
    page = client.get(reverse("reports:page", args=[reported.uid])).content.decode()
    assert re.search(r'name="was-priority-2" value="Inspections"', page)
