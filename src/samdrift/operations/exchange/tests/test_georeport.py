"""Open311 GeoReport v2: the six methods in both formats, keys, refusals, and what never leaves."""

import csv
import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.models import Contact
from samdrift.operations.exchange import rules
from samdrift.operations.exchange.commands.setting_up import set_jurisdiction
from samdrift.operations.exchange.formats import georeport
from samdrift.operations.exchange.models import OpenReport
from samdrift.operations.promises.models import Promise
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.catalogue.models import FormVersion, RequestType
from samdrift.registers.parties.commands import make_token
from tests.shared import shared_data
from tests.world import words

V2 = "/open311/v2"


@pytest.fixture
def body(world):
    """A body that takes faults, with Station Nord at a known point."""
    world.site.latitude, world.site.longitude = "55.67610", "12.56830"
    world.site.save(update_fields=["latitude", "longitude"])
    return set_jurisdiction(
        world.dan.scope, code="police.example", name=words("The police"), unit_code="TOP",
        catch_all_code=world.other_site.code, types=["mnt.fault"], published=False, now=now(),
    )  # fmt: skip


@pytest.fixture
def key(world):
    """A key of somebody at the desk, for the neighbouring system."""
    return make_token(world.asta.scope, name="City", permissions=None, expires_at=None, now=now())[1]


def report(client, key, form="json", **fields):
    sent = {"api_key": key, "service_code": "mnt.fault", "description": "A lamp is out", "lat": "55.6762",
            "long": "12.5684", **fields}  # fmt: skip
    return client.post(f"{V2}/requests.{form}", sent)


def only_request():
    with everywhere(reason="test"):
        return ServiceRequest.objects.select_related("site").get()


def test_the_services_are_listed_in_the_reader_s_language_without_a_key(client, body):
    RequestType.objects._rows().filter(code="mnt.fault").update(
        name={"en": "Fault", "da": "Fejl", "sv": "Fel"}, version=2
    )
    listed = client.get(f"{V2}/services.json", headers={"accept-language": "da"}).json()
    assert [(one["service_code"], one["service_name"], one["metadata"], one["type"]) for one in listed] == [
        ("mnt.fault", "Fejl", False, "realtime")
    ]


def test_xml_has_the_names_and_nesting_of_the_specification(client, body, key):
    root = ET.fromstring(client.get(f"{V2}/services.xml").content)
    assert (root.tag, root[0].tag, root.findtext("service/metadata")) == ("services", "service", "false")
    root = ET.fromstring(report(client, key, "xml").content)
    assert (root.tag, root[0].tag) == ("service_requests", "request")
    assert root.findtext("request/service_request_id") == only_request().number


def test_a_definition_asks_the_questions_of_the_form(client, world, body):
    schema = {"properties": {
        "colour": {"x-kind": "choice", "x-label": words("Colour"), "x-choices": {"r": words("Red")}},
        "when": {"x-kind": "date", "x-label": words("When")},
    }, "required": ["colour"], "x-order": ["colour", "when"]}  # fmt: skip
    FormVersion.objects.create(
        community=world.community, request_type=world.fault, number=2, schema=schema, published_at=now()
    )
    told = client.get(f"{V2}/services/mnt.fault.json").json()
    assert [(a["code"], a["datatype"], a["required"], a["order"]) for a in told["attributes"]] == [
        ("colour", "singlevaluelist", True, "1"), ("when", "datetime", False, "2"),
    ]  # fmt: skip
    root = ET.fromstring(client.get(f"{V2}/services/mnt.fault.xml").content)
    assert root.findtext("attributes/attribute/values/value/key") == "r"


def test_a_report_becomes_a_contact_and_a_request_at_the_nearest_site_with_its_clocks(client, world, body, key):
    answer = report(client, key, email="a@example.org", first_name="Ann", last_name="Bee")
    assert answer.status_code == 200, answer.content
    row = only_request()
    assert answer.json() == [{"service_request_id": row.number, "service_notice": None, "account_id": None}]
    assert (row.site_id, row.channel, row.contact, row.on_behalf_of) == (
        world.site.pk, "api", "a@example.org", "Ann Bee",
    )  # fmt: skip
    with everywhere(reason="test"):
        assert Contact.objects.filter(service_request=row).count() == 1
        assert Promise.objects.filter(subject_uid=row.uid).count() == 3


def test_a_point_far_from_every_site_goes_to_the_catch_all(client, world, body, key):
    report(client, key, lat="57.0", long="10.0")
    assert only_request().site_id == world.other_site.pk


def test_an_address_id_names_a_tag_or_a_site_and_nothing_else(client, world, body, key):
    assert report(client, key, address_id=world.tag.code).status_code == 200
    assert only_request().space_id == world.washroom.pk
    for hidden in ("NOWHERE", world.secured_tag.code, world.there.site.code):
        assert report(client, key, address_id=hidden).status_code == 400, hidden


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"service_code": ""}, 400), ({"service_code": "hrs.complaint"}, 404), ({"api_key": ""}, 403),
        ({"api_key": "sd_nonsense"}, 403), ({"lat": "", "long": ""}, 400), ({"lat": "95"}, 400),
        ({"lat": "nan"}, 400), ({"lat": "55.1", "long": ""}, 400), ({"description": "x" * 4001}, 400),
        ({"jurisdiction_id": "elsewhere.example"}, 404),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_answered_with_a_code_and_a_sentence(client, body, key, fields, status):
    for form in ("json", "xml"):
        answer = report(client, key, form, **fields)
        assert answer.status_code == status, answer.content
        if form == "json":
            told = answer.json()[0]
        else:
            told = {part.tag: part.text for part in ET.fromstring(answer.content)[0]}
        assert str(told["code"]) == str(status)
        assert told["description"]
    with everywhere(reason="test"):
        assert not ServiceRequest.objects.exists()


def test_without_a_body_or_with_two_and_no_name_the_caller_is_told_so(client, world, body):
    set_jurisdiction(
        world.dan.scope, code="second.example", name=words("Two"), unit_code="SOUTH",
        catch_all_code=world.other_site.code, types=["mnt.fault"], published=False, now=now(),
    )  # fmt: skip
    assert client.get(f"{V2}/services.json").status_code == 400
    assert client.get(f"{V2}/services.json?jurisdiction_id=second.example").status_code == 200


def test_a_key_of_another_community_opens_nothing(client, world, body):
    foreign = make_token(world.carla.scope, name="X", permissions=None, expires_at=None, now=now())[1]
    assert report(client, foreign).status_code == 403
    assert client.get(f"{V2}/requests.json", {"api_key": foreign}).status_code == 403


def test_without_a_key_only_a_publishing_body_s_own_reports_are_read(client, world, body, key):
    report(client, key, email="secret@example.org", phone="12345678", first_name="Zed")
    assert client.get(f"{V2}/requests.json").status_code == 403
    body.published = True
    body.save()
    answer = client.get(f"{V2}/requests.json")
    assert [one["service_request_id"] for one in answer.json()] == [only_request().number]
    for never in (b"secret@", b"12345678", b"Zed"):
        assert never not in answer.content


def test_what_is_restricted_or_secured_is_never_shown(client, world, body, key):
    report(client, key)
    row = only_request()
    for hidden in ({"data_class": "D7"}, {"space_id": world.cell.pk, "data_class": "D1"}):
        with everywhere(reason="test"):
            ServiceRequest.objects.filter(pk=row.pk).update(**hidden)
        assert client.get(f"{V2}/requests.json", {"api_key": key}).json() == []
        assert client.get(f"{V2}/requests/{row.number}.json", {"api_key": key}).status_code == 404


def test_one_report_is_shown_with_status_promise_and_place(client, world, body, key):
    report(client, key)
    row = only_request()
    (told,) = client.get(f"{V2}/requests/{row.number}.json", {"api_key": key}).json()
    assert (told["status"], told["service_code"], told["lat"]) == ("open", "mnt.fault", 55.6762)
    assert georeport.moment_of(told["expected_datetime"]) == row.due_at.replace(microsecond=0)


def test_filters_narrow_and_the_list_costs_the_same_for_many(client, world, body, key):
    report(client, key)
    assert client.get(f"{V2}/requests.json", {"api_key": key, "status": "closed"}).json() == []
    tomorrow = (now() + timedelta(days=1)).isoformat()
    assert client.get(f"{V2}/requests.json", {"api_key": key, "start_date": tomorrow}).json() == []
    assert client.get(f"{V2}/requests.json", {"api_key": key, "start_date": "yesterday"}).status_code == 400
    costs = []
    for more in (0, 30):
        for _ in range(more):
            report(client, key)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(client.get(f"{V2}/requests.json", {"api_key": key}).json()) == 1 + more
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_discovery_names_the_methods_and_their_formats(client, db):
    told = client.get("/open311/v2/discovery.json").json()
    assert told["endpoints"][0]["url"].endswith("/open311/v2")
    assert told["endpoints"][0]["formats"] == ["text/xml", "application/json"]


def test_other_methods_are_refused_and_a_token_gives_the_number(client, body, key):
    assert client.delete(f"{V2}/requests.json").status_code == 405
    assert client.get(f"{V2}/tokens/{'x' * 24}.json").status_code == 404


def test_only_whoever_manages_sets_up_a_body(world):
    from samdrift.foundation.errors import Invalid, NotAllowed

    values = {
        "code": "a.example", "name": words("A"), "unit_code": "TOP", "catch_all_code": world.site.code,
        "types": ["mnt.fault"], "published": False, "now": now(),
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        set_jurisdiction(world.bo.scope, **values)
    with pytest.raises(Invalid):
        set_jurisdiction(world.dan.scope, **{**values, "types": ["nothing.such"]})
    RequestType.objects._rows().filter(pk=world.fault.pk).update(request_class="D7", version=9)
    with pytest.raises(Invalid):
        set_jurisdiction(world.dan.scope, **values)


@given(st.text(max_size=60))
def test_any_text_is_written_as_xml_that_can_be_read(text):
    tree = georeport.Tree("services", "service", [{"service_name": text}])
    ET.fromstring(georeport.written(tree, "xml"))
    json.loads(georeport.written(tree, "json"))


@given(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
def test_distance_is_the_same_both_ways_and_never_more_than_half_round(a, b):
    there, back = rules.metres_between(a, b), rules.metres_between(b, a)
    assert there == pytest.approx(back, abs=1e-3)
    assert 0 <= there <= 20_015_100


@pytest.mark.shared
def test_answers_pass_the_schemas_of_the_standard(client, body, key):
    schemas = shared_data("open311/schema")
    validator = pytest.importorskip("jsonschema_rs").Draft4Validator
    report(client, key)
    names = {"services": "service", "requests": "request", "services/mnt.fault": "service-definition"}
    for address, name in names.items():
        schema = json.loads((schemas / f"{name}.json").read_text())
        told = client.get(f"{V2}/{address}.json", {"api_key": key}).json()
        for one in told if isinstance(told, list) else [told]:
            assert not list(validator(schema).iter_errors(one)), one


@pytest.mark.shared
def test_a_city_s_own_reports_come_in_through_the_door(client, world, body, key):
    path = shared_data("servicerequests") / "boston_311_100.csv"
    with path.open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    for row in rows:
        answer = report(
            client, key, lat=row["latitude"], long=row["longitude"], description=row["case_title"],
            address_string=row["location"].strip() or "Boston",
        )  # fmt: skip
        assert answer.status_code == 200, (row, answer.content)
    with everywhere(reason="test"):
        assert ServiceRequest.objects.count() == OpenReport.objects.count() == len(rows) == 100
    # What comes out again is what the standard says, in both formats, and every report is there.
    validator = pytest.importorskip("jsonschema_rs").Draft4Validator
    schema = validator(json.loads((shared_data("open311/schema") / "request.json").read_text()))
    told = client.get(f"{V2}/requests.json", {"api_key": key, "page_size": 100}).json()
    assert [list(schema.iter_errors(one)) for one in told if list(schema.iter_errors(one))] == []
    described = sorted(one["description"].split("\n")[0] for one in told)
    assert described == sorted(row["case_title"].strip() for row in rows)
    for one in told[::20]:
        number = one["service_request_id"]
        alone = client.get(f"{V2}/requests/{number}.json", {"api_key": key}).json()
        assert [single["service_request_id"] for single in alone] == [number]
        root = ET.fromstring(client.get(f"{V2}/requests/{number}.xml", {"api_key": key}).content)
        assert root.findtext("request/address") == one["address"]
