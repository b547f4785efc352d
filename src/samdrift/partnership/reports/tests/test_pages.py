"""The pages, files and API of reports: what they tell to whom, who acts, and what they cost."""

import io
import json
import zipfile
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.reports.commands import drafting, saying
from samdrift.partnership.reports.models import Report
from samdrift.partnership.reports.rules import canonical, periods
from samdrift.partnership.reports.tests.conftest import LATER, QUARTER, TENTH, Reported


def seen(client: Client, actor: Any, name: str, *args: Any, **query: Any) -> str:
    client.force_login(actor.person)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.content[:300]
    return str(answer.content.decode())


def test_both_parties_steering_and_auditor_read_the_list_and_the_report(reported: Reported, client: Client) -> None:
    for actor in (reported.client, reported.provider, reported.steer, reported.auditor):
        assert "2025-03" in seen(client, actor, "reports:list")
        page = seen(client, actor, "reports:page", reported.uid)
        assert "Monthly contract report – March 2025" in page
        assert "21 / 24" in page
        assert f"/performance/results/{reported.months.row('K06').uid}/" in page  # a figure opens to its rows
    assert "What your party says of it" not in seen(client, reported.auditor, "reports:page", reported.uid)


def test_who_is_not_of_the_contract_sees_nothing(reported: Reported, client: Client) -> None:
    carla = reported.months.world.carla
    client.force_login(carla.person)
    assert client.get(reverse("reports:page", args=[reported.uid])).status_code in (403, 404)
    district = reported.months.world.someone("DIST-MGT")
    client.force_login(district.person)
    assert client.get(reverse("reports:page", args=[reported.uid])).status_code == 403


def test_the_whole_way_is_walked_by_buttons(reported: Reported, client: Client) -> None:
    def press(actor: Any, move: str, **fields: Any) -> None:
        client.force_login(actor.person)
        address = reverse("reports:act", args=[reported.uid, move])
        answer = client.post(address, {"version": reported.report.version, **fields})
        assert answer.status_code == 302

    client.force_login(reported.client.person)
    client.post(
        reverse("reports:say", args=[reported.uid]),
        {"section-kpis": "Late lots in North", "at": "kpis", "priority-1": "Lots"},
    )
    assert "Late lots in North" not in seen(client, reported.provider, "reports:page", reported.uid)
    assert "2 drafts" in seen(client, reported.client, "reports:page", reported.uid)
    press(reported.client, "publish")
    page = seen(client, reported.provider, "reports:page", reported.uid)
    assert "Late lots in North" in page
    assert "Lots" in page
    for move in ("done", "agree"):
        for actor in (reported.client, reported.provider):
            press(actor, move)
    press(reported.provider, "freeze")
    assert reported.report.state == "frozen"
    assert "Begin a correction" in seen(client, reported.client, "reports:page", reported.uid)
    press(reported.client, "correct", reason="The lots of North")
    with everywhere(reason="test"):
        assert Report.objects.filter(number=2, corrects__uid=reported.uid).exists()
    compared = seen(client, reported.client, "reports:compare", reported.uid)
    assert "every figure is the same" in compared


def test_what_is_refused_is_told_and_nothing_happens(reported: Reported, client: Client) -> None:
    client.force_login(reported.client.person)
    answer = client.post(reverse("reports:act", args=[reported.uid, "agree"]), {"version": 1}, follow=True)
    assert "Both parties comment first" in answer.content.decode()
    assert client.post(reverse("reports:act", args=[reported.uid, "burn"])).status_code == 404
    answer = client.post(reverse("reports:draft"), {"kind": "monthly", "month": "March", "contract": "x"}, follow=True)
    assert "Choose a contract and a month" in answer.content.decode()


def test_a_draft_is_begun_from_the_list(reported: Reported, client: Client) -> None:
    client.force_login(reported.client.person)
    contract = str(reported.months.contract.uid)
    answer = client.post(reverse("reports:draft"), {"kind": "steering", "month": "2025-02", "contract": contract})
    assert answer.status_code == 302
    with everywhere(reason="test"):
        assert Report.objects.get(kind="steering").first_day == QUARTER


def test_files_are_of_their_kind_and_the_text_is_the_one_that_was_frozen(reported: Reported, client: Client) -> None:
    kept = reported.frozen()
    client.force_login(reported.auditor.person)

    def got(name: str) -> bytes:
        answer = client.get(reverse(f"reports:{name}", args=[reported.uid]))
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        return bytes(answer.content)

    pdf = got("pdf")
    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf
    assert canonical.digest(got("data").decode()) == kept.digest
    page = got("html").decode()
    assert "<script" not in page
    assert page.count("<h1>") == 1
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(got("xlsx")))
    [kpis] = [name for name in sheets.sheet_names if "kpis-2025-03" in name]
    rows = sheets.get_sheet_by_name(kpis).to_python()
    assert any(str(row[0]).startswith("K06") and row[2] == 87.5 for row in rows)
    with zipfile.ZipFile(io.BytesIO(got("tables"))) as packed:
        assert any("kpis-2025-03" in name for name in packed.namelist())


def test_a_comment_is_never_markup_nor_a_formula(reported: Reported, client: Client) -> None:
    saying.write_word(reported.client.scope, reported.uid, "<b>=1+1</b>", section="kpis", now=TENTH)
    saying.publish_words(reported.client.scope, reported.uid, now=TENTH)
    page = seen(client, reported.provider, "reports:page", reported.uid)
    assert "<b>=1+1" not in page
    assert "&lt;b&gt;=1+1" in page


def test_the_list_costs_the_same_for_many(reported: Reported, client: Client) -> None:
    client.force_login(reported.client.person)
    client.get(reverse("reports:list"))
    costs, month = [], periods.after(reported.report.first_day, 12)
    for extra in (1, 30):
        row = reported.report
        for _number in range(extra):
            month = periods.after(month, 1)
            Report.objects.create(
                community=row.community, data_class="D2", contract=row.contract, kind="monthly", first_day=month,
                last_day=periods.last_of("monthly", month), data=row.data, digest=row.digest, known_at=row.known_at,
                drafted_at=row.drafted_at,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("reports:list"))
        costs.append(len(found))
    assert costs[0] == costs[1]


def test_the_api_walks_the_same_way(reported: Reported, client: Client) -> None:
    client.force_login(reported.client.person)
    base = f"/api/v1/reports/{reported.uid}"
    listed = client.get("/api/v1/reports").json()["items"]
    assert [one["uid"] for one in listed] == [str(reported.uid)]
    assert listed[0]["digest"] == reported.report.digest
    said = client.post(f"{base}/words", {"text": "Fewer late lots", "position": 1}, content_type="application/json")
    assert said.status_code == 200, said.content
    assert said.json()[0]["published_at"] is None

    def move(name: str, **more: Any) -> Any:
        version = str(client.get(base)["ETag"])
        return client.post(
            f"{base}/move", {"move": name, **more}, content_type="application/json", headers={"If-Match": version}
        )

    assert move("agree").status_code == 409
    assert move("publish").status_code == 200
    assert move("done").json()["state"] == "draft"
    assert client.get(f"{base}/words").json()[0]["text"] == "Fewer late lots"
    assert client.get(f"{base}/data").json()["contract"]["uid"] == str(reported.months.contract.uid)
    assert client.get(f"{base}/compare").json() == {"whole": True, "found": [], "worded": [], "since": []}
    client.force_login(reported.auditor.person)
    assert move("done").status_code == 403


def test_a_pack_has_decisions_scorecard_and_three_districts(reported: Reported, client: Client) -> None:
    scope = Scope(community_id=reported.months.world.community.pk)
    made = drafting.make_draft(scope, reported.months.contract.pk, "steering", QUARTER, now=LATER)
    codes = [one["code"] for one in json.loads(made.data)["sections"]]
    assert codes[:3] == ["cover", "needed", "scorecard"]
    page = seen(client, reported.steer, "reports:page", made.uid)
    assert "Steering-committee pack – Quarter 1 of 2025" in page
    assert "Nothing is in dispute." in page
