"""Words that may be about health, crime or identity are pointed at, and taken out for good."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.events.public import EventRecord, deliver_all
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.foundation.search.public import count_found
from samdrift.operations.requests.commands import talk
from samdrift.operations.requests.commands.redact import redact_words
from samdrift.operations.requests.models import Comment, ServiceRequest
from samdrift.operations.requests.queries.sensitive import hints_in
from samdrift.operations.requests.rules import sensitive
from tests.world import NOON


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("He was sick because of his depression.", ["health", "health"]),
        ("Hun er sygemeldt med angst", ["health", "health"]),
        ("Han är sjukskriven efter en cancerdiagnos", ["health", "health"]),
        ("Kollegaen er sigtet for vold", ["crime"]),
        ("She has a criminal record", ["crime"]),
        ("Min fagforening har skrevet", ["belief"]),
        ("Mit nummer er 010190-1234", ["identity"]),
        ("Mitt personnummer är 19900101-1234", ["identity"]),
        ("My NI number is QQ 12 34 56 C", []),  # Q is never a first letter
        ("My NI number is AB 12 34 56 C", ["identity"]),
        ("The tap in room 0.12 drips since 12:30, call 33 14 88 88", []),
        ("Døren til sygehuset binder", ["health"]),  # a hint, no verdict: a person looks
        ("The lift is stuck, asset 4711-0815, order 2025-0000001", []),
    ],
)
def test_words_are_pointed_at_in_three_languages(text, kinds):
    assert [hint.kind for hint in hints_in(text)] == kinds


@given(st.text(max_size=300), st.lists(st.text(min_size=2, max_size=8), max_size=4))
def test_what_is_taken_out_stands_nowhere_any_more(text, words):
    left, times = sensitive.without(text, words)
    wanted = [word for word in words if word.strip()]
    assert (times == 0) == (left == text)
    for word in wanted:
        assert sensitive.BLACK in word or word not in left.replace(sensitive.BLACK, "\0")


def test_words_are_taken_out_everywhere_and_kept_nowhere(world, officer, report):
    row = report(description="Jens is sick, his depression again", title="Jens")
    talk.add_comment(world.dan.scope, row.uid, body="Poor JENS", visibility="customer", now=NOON)
    deliver_all()
    assert count_found(world.asta.scope, "depression")
    changed = redact_words(world.asta.scope, row.uid, words=["jens", "depression"], expected_version=None, now=NOON)
    assert changed.description == f"{sensitive.BLACK} is sick, his {sensitive.BLACK} again"
    with everywhere(reason="a test looks"):
        said = Comment.objects.get(service_request=row).body
        kept = str(list(EventRecord.objects.filter(subject_uid=row.uid).values_list("payload", flat=True)))
        assert not Notice.objects.filter(subject_uid=row.uid)
    assert said == f"Poor {sensitive.BLACK}"
    assert "depression" not in kept
    assert not count_found(world.asta.scope, "depression")


def test_not_everybody_takes_words_out(world, officer, report):
    row = report()
    with pytest.raises(NotAllowed):
        redact_words(officer.scope, row.uid, words=["tap"], expected_version=None, now=NOON)
    for words in ([], ["x"], ["nowhere"]):
        with pytest.raises(Invalid):
            redact_words(world.asta.scope, row.uid, words=words, expected_version=None, now=NOON)
    with pytest.raises(ServiceRequest.DoesNotExist):
        redact_words(world.carla.scope, row.uid, words=["tap"], expected_version=None, now=NOON)


def test_the_page_points_at_words_and_takes_them_out(world, report, client):
    row = report(description="He was sick")
    client.force_login(world.asta.person)
    assert "sick" in client.get(f"/requests/{row.uid}/redact/").content.decode()
    assert "Look at the words" in client.get(f"/requests/{row.uid}/").content.decode()
    fresh = ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk)
    sent = {"hint": "sick", "version": fresh.version}
    assert client.post(f"/requests/{row.uid}/redact/", sent | {"hint": "healthy"}).status_code == 422
    assert client.post(f"/requests/{row.uid}/redact/", sent).status_code == 302
    assert "He was █████" in client.get(f"/requests/{row.uid}/").content.decode()
