"""Most people's grants reach one district: every list opens for them and shows what lies there."""

import pytest

LISTS = {
    "LOC-FM": (
        "/requests/",
        "/requests/board/",
        "/requests/mine/",
        "/tags/",
        "/approvals/",
        "/api/v1/requests",
        "/sites/",
    ),
    "DIST-MGT": ("/requests/", "/requests/board/", "/approvals/", "/sites/"),
    "OPS-M": ("/requests/", "/requests/board/", "/work/", "/tags/", "/api/v1/requests"),
    "AUD": ("/requests/", "/book/", "/api/v1/books/entries"),
}


@pytest.mark.parametrize("role", LISTS)
def test_whose_grants_reach_one_unit_opens_the_lists(world, client, role):
    client.force_login(world.someone(role, reach_kind="unit", reach_to=[world.north.pk]).person)
    answers = {path: client.get(path).status_code for path in LISTS[role]}
    answers.pop("/api/v1/books/entries", None)  # 404: no book is begun in the small world
    assert set(answers.values()) == {200}, answers
