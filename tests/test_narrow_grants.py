"""Most people's grants reach one district: every list opens for them and shows what lies there."""

import re

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
    "OPS-M": ("/requests/", "/requests/board/", "/work/all/", "/tags/", "/api/v1/requests"),
    "AUD": ("/requests/", "/book/", "/api/v1/books/entries"),
}


@pytest.mark.parametrize("role", LISTS)
def test_whose_grants_reach_one_unit_opens_the_lists(world, client, role):
    client.force_login(world.someone(role, reach_kind="unit", reach_to=[world.north.pk]).person)
    answers = {path: client.get(path).status_code for path in LISTS[role]}
    answers.pop("/api/v1/books/entries", None)  # 404: no book is begun in the small world
    assert set(answers.values()) == {200}, answers


@pytest.mark.one_database
@pytest.mark.parametrize(
    "reach",
    [{}, *({"reach_kind": kind} for kind in ("unit", "sites", "line", "contract"))],
    ids=str,
)
@pytest.mark.parametrize(
    "role",
    ["USR", "REQ-P", "BUD", "UNIT-ADM", "LOC-FM", "LOC-INS", "DIST-MGT", "CTR-C", "CTR-P", "FIN-C", "SEC-OFF", "SD-AG",
     "SD-LEAD", "OPS-M", "SVC-L", "SVC-E", "AUD", "DPO", "ADMIN"],
)  # fmt: skip
def test_every_line_of_the_menu_opens_for_whoever_it_is_shown_to(world, client, role, reach):
    to = {
        "unit": [world.north.pk], "sites": [world.site.pk], "line": ["MNT"], "contract": [world.contract.pk],
    }.get(reach.get("reach_kind", ""))  # fmt: skip
    client.force_login(world.someone(role, **(reach | ({"reach_to": to} if to else {}))).person)
    page = client.get("/account/").content.decode()
    menu = set(re.findall(r'href="(/[a-z/]*)"', "".join(re.findall(r"<nav.*?</nav>", page, re.DOTALL))))
    shut = {path: status for path in sorted(menu) if (status := client.get(path, follow=True).status_code) != 200}
    assert not shut
