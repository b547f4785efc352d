def test_what_is_larger_than_anything_is_turned_away_unread(client, settings):
    settings.LARGEST_BODY = 10
    page = client.post(
        "/account/sign-in/", {"email": "somebody@example.org"}, headers={"Referer": "http://testserver/q/?x=1"}
    )
    assert page.status_code == 413
    assert "The file is too large" in page.content.decode()
    assert 'href="/q/?x=1"' in page.content.decode()
    answer = client.post("/api/v1/requests", {"title": "x" * 20}, content_type="application/json")
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:samdrift:problem:too-large"


def test_the_largest_model_still_comes_in(settings):
    assert settings.SAMDRIFT_MAX_MODEL_MB << 20 < settings.LARGEST_BODY


def test_an_error_leads_back_to_our_own_page_and_to_nobody_elses(world, client):
    client.force_login(world.asta.person)
    address = f"/requests/{world.site.uid}/photo/"
    for came_from, leads in (
        ("http://testserver/requests/?group=all", 'href="/requests/?group=all"'),
        ("https://elsewhere.example/requests/", ""),
        ("javascript:alert(1)", ""),
    ):
        page = client.post(address, headers={"Referer": came_from}).content.decode()
        assert (leads in page) if leads else "elsewhere" not in page and "javascript:" not in page
