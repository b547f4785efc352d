"""The frame around pages: navigation, choices, messages, errors, what phones ask for."""

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from samdrift.doors.pages import navigation as nav
from samdrift.doors.pages.environment import with_query
from samdrift.foundation.scope import Grant, Scope
from samdrift.registers.parties.public import all_permissions

GZIP = {"accept-encoding": "gzip"}
SAMPLES = ["", "q/", "secured/", "track/", "sign-in/", "error-404/", "error-409/", "work-list/", "work-order/", "scan/"]


@pytest.fixture
def demonstration(settings):
    settings.SAMDRIFT_DEMO = True


def holding(*permissions, roles=("OPS-M",), reach="all"):
    grant = Grant(role=roles[0], permissions=frozenset(permissions), reach=reach)
    return Scope(community_id=1, grants=(grant,), roles=roles)


@pytest.mark.parametrize("language", ["en", "da", "sv"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_page_is_drawn_in_every_language(client, demonstration, db, name, language):
    response = client.get(f"/style/{name}", headers={"accept-language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    assert len(response.content) < 100_000


def test_sample_pages_exist_for_looking_only(client, db):
    assert client.get("/style/").status_code == 404
    assert client.get("/style/q/").status_code == 404


def test_navigation_shows_what_a_person_may_do_and_what_is_built(monkeypatch):
    pages = {"requests:list": "/requests/", "requests:board": "/requests/board/", "work:mine": "/work/"}
    monkeypatch.setattr(nav, "page_address", lambda name: pages.get(name, ""))
    request = RequestFactory().get("/requests/board/")
    items = [i for g in nav.navigation(request, holding("requests.view", "estate.view"), {"desk": 3}) for i in g.items]
    assert [(item.url, item.active) for item in items] == [("/requests/", False), ("/requests/board/", True)]


def everywhere_for(scope, monkeypatch):
    monkeypatch.setattr(nav, "page_address", lambda name: f"/{name}/")
    return [i.url[1:-1] for g in nav.navigation(RequestFactory().get("/"), scope) for i in g.items]


def test_people_who_only_ask_see_no_overview_of_others(monkeypatch):
    scope = holding("requests.view", "requests.report", "parties.view_people", roles=("USR",), reach="own")
    assert everywhere_for(scope, monkeypatch) == ["requests:new", "requests:mine"]


def test_whoever_does_the_work_has_it_first(monkeypatch):
    scope = holding("requests.view", "requests.report", "work.do", "work.view", roles=("SVC-E",), reach="assigned")
    assert everywhere_for(scope, monkeypatch) == ["work:mine", "field:app", "requests:new", "requests:mine"]


def test_one_page_is_marked_where_addresses_of_two_groups_begin_alike():
    request = RequestFactory().get("/requests/mine/")
    groups = nav.navigation(request, holding("requests.view", "requests.report"))
    assert [item.url for group in groups for item in group.items if item.active] == ["/requests/mine/"]


def test_a_menu_longer_than_a_screen_is_folded_to_what_is_daily_and_where_one_is(monkeypatch):
    monkeypatch.setattr(nav, "page_address", lambda name: f"/{name}/")
    everything = {permission for _label, lines in nav.GROUPS for line in lines for permission in line.permissions}
    groups = nav.navigation(RequestFactory().get("/work:verify/"), holding(*everything), {"approvals": 3})
    # Open are what is daily, and the group of the page one is on: to follow up, below the overview.
    assert [group.folded for group in groups][:3] == [False, True, False]
    assert {group.folded for group in groups[3:]} == {True}
    assert groups[0].waiting == 3
    short = nav.navigation(RequestFactory().get("/"), holding("requests.report", "work.verify", "tags.view"))
    assert {group.folded for group in short} == {False}


def test_every_permission_the_navigation_asks_for_exists(db):
    known = all_permissions()
    asked = {permission for _label, lines in nav.GROUPS for line in lines for permission in line.permissions}
    assert asked - set(known) <= {"catalogue.view"}


def test_the_phones_bar_has_at_most_four_places_and_the_menu(client, demonstration, db):
    bar = client.get("/style/").text.split('<nav class="bar"')[1].split("</nav>")[0]
    assert bar.count("<a ") == 5
    assert 'href="#nav"' in bar


def test_a_theme_is_kept_and_drawn(client, demonstration, db):
    response = client.post("/choose/theme/", {"theme": "dark", "next": "/style/"})
    assert (response.status_code, response.url) == (302, "/style/")
    assert '<html lang="en" class="theme-dark">' in client.get("/style/").text


@pytest.mark.parametrize(("field", "value"), [("theme", "pink"), ("language", "xx")])
def test_an_unknown_choice_changes_nothing(client, db, field, value):
    assert not client.post(f"/choose/{field}/", {field: value}).cookies


def test_a_choice_never_leads_to_another_site(client, db):
    assert client.post("/choose/theme/", {"theme": "dark", "next": "https://evil.example/"}).url == "/"


def test_an_address_nobody_knows_is_a_calm_page(client, db):
    response = client.get("/no/such/page/", headers={"accept-language": "da"})
    assert response.status_code == 404
    assert "Vi kan ikke finde siden" in response.text


def test_a_fault_of_ours_is_drawn_without_the_request():
    from samdrift.doors.pages.failures import fault

    with translation.override("sv"):
        response = fault(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Något gick fel hos oss" in response.text


def test_the_worker_the_description_and_the_page_without_signal_are_open(client, db):
    worker = client.get("/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert client.get("/manifest.webmanifest").json()["icons"][0]["src"].startswith("/static/")
    assert client.get("/offline/").status_code == 200


def test_a_query_is_changed_without_losing_the_rest():
    assert with_query("/r/?a=1&b=2", b=None, c=["x", "y"]) == "/r/?a=1&c=x&c=y"


def drawn(source, **context):
    return engines["jinja2"].from_string('{% import "components/ui.html" as ui %}' + source).render(context)


def test_components_escape_what_they_are_given():
    for call in (
        'ui.button(evil, href=evil)', 'ui.chip(evil)', 'ui.notice(evil)', 'ui.tile(evil, evil)', 'ui.person(evil)',
        'ui.defs([(evil, evil)])', 'ui.task(evil, "/", where=evil)', 'ui.input("n", evil, evil, hint=evil)',
        'ui.radio_cards("n", evil, [(evil, evil, evil, "")])', 'ui.select("n", evil, [(evil, evil)])',
        'ui.events([{"text": evil, "at": at}])', 'ui.comments([{"author": evil, "side": "", "at": at, "text": evil}])',
    ):  # fmt: skip
        from datetime import UTC, datetime

        page = drawn("{{ " + call + " }}", evil="<script>x", at=datetime(2025, 5, 5, tzinfo=UTC))
        assert "<script>" not in page, call
        assert "&lt;script&gt;x" in page, call


def test_an_icon_that_does_not_exist_stops_the_page():
    with pytest.raises(ValueError, match="no icon called 'unicorn'"):
        drawn('{{ icon("unicorn") }}')


def test_an_unknown_name_stops_the_page():
    with pytest.raises(Exception, match="is undefined"):
        drawn("{{ nothing }}")


def test_a_sorted_column_says_so_and_turns_round():
    source = '{% call ui.table([{"label": "Due", "key": "due"}], path="/r/?page=2&after=x", sort="due") %}{% endcall %}'
    page = drawn(source)
    assert 'aria-sort="ascending"' in page
    assert 'href="/r/?page=2&amp;sort=-due"' in page
