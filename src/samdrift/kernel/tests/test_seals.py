"""The sealed book: every kind of tampering is found, where it is, and erasing a payload is not tampering."""

import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.kernel.seals import (
    NotCanonical,
    beginning,
    canonical,
    chained,
    erased,
    first_difference,
    leaf_of,
    next_head,
    verify,
)

START = beginning("POL/shared")
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner, max_size=3)
    ),
    max_leaves=6,
)
payloads = st.dictionaries(st.sampled_from(["kind", "at", "request_id", "note"]), plain, max_size=3)
events = st.lists(st.tuples(st.binary(min_size=16, max_size=16), payloads), min_size=2, max_size=8)


def test_the_definition_can_be_followed_by_hand():
    payload, salt = (
        {"kind": "requests.closed", "at": "2025-05-05T07:00:00Z", "n": 3, "note": 'Rør\n\u0001"'},
        bytes(range(16)),
    )
    written = '{"at":"2025-05-05T07:00:00Z","kind":"requests.closed","n":3,"note":"Rør\\n\\u0001\\""}'.encode()
    assert canonical(payload) == written
    leaf = hashlib.sha256(salt + written).digest()
    assert leaf_of(salt, payload) == leaf
    start = hashlib.sha256(b"\x02POL/shared").digest()
    assert beginning("POL/shared") == start
    head = hashlib.sha256(b"\x01" + start + b"\x00\x00\x00\x00\x00\x00\x00\x01" + leaf).digest()
    assert [entry.head for entry in chained([(salt, payload)], head=start)] == [head]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"area": 1.5}, "area: 1.5 is a float; write it as a text or a whole number"),
        ({"area": float("nan")}, "area: nan is a float"),
        ({"rows": [1, {"n": 2**53}]}, "rows[1].n: 9007199254740992 is too large"),
        ({"æ": 1}, "the key 'æ' is not an ASCII text"),
        ({1: 1}, "the key 1 is not an ASCII text"),
        ({"at": b"x"}, "at: b'x' is a bytes"),
        ({"note": "\ud800"}, "half a character"),
    ],
)
def test_what_writers_disagree_about_is_refused(value, words):
    with pytest.raises(NotCanonical) as refused:
        canonical(value)
    assert words in str(refused.value)


@given(plain)
def test_canonical_json_reads_back_and_is_written_one_way(value):
    written = canonical(value)
    assert json.loads(written) == value
    assert canonical(json.loads(written)) == written


@given(st.dictionaries(st.text(st.characters(max_codepoint=127)), st.integers(0, 9)), st.randoms())
def test_the_order_in_which_keys_were_written_does_not_matter(value, random):
    assert canonical(dict(random.sample(list(value.items()), len(value)))) == canonical(value)


@given(events)
def test_an_untouched_book_holds_with_every_head_signed(events):
    book = chained(events, head=START)
    verdict = verify(book, head=START, signed={entry.position: entry.head for entry in book})
    assert (verdict.first_difference, verdict.checked, verdict.head) == (None, len(book), book[-1].head)


@given(events, st.data())
def test_erasing_payloads_breaks_nothing_and_hides_them(events, data):
    book = chained(events, head=START)
    gone = data.draw(st.sets(st.integers(0, len(book) - 1)))
    left = [erased(entry) if place in gone else entry for place, entry in enumerate(book)]
    verdict = verify(left, head=START, signed={book[-1].position: book[-1].head})
    assert (verdict.first_difference, verdict.erased) == (None, len(gone))
    assert first_difference(book, left) is None
    assert all(left[place].salt is None and left[place].payload is None for place in gone)


def pick(data, book):
    return data.draw(st.integers(0, len(book) - 1))


@given(events, payloads, st.data())
@settings(max_examples=50)
def test_a_changed_payload_is_named(events, other, data):
    book = chained(events, head=START)
    place = pick(data, book)
    if canonical(other) == canonical(book[place].payload):
        other = {**other, "more": 1}
    book[place] = replace(book[place], payload=other)
    found = verify(book, head=START).first_difference
    assert (found.position, found.code) == (place + 1, "payload")


@given(events, st.data())
@settings(max_examples=50)
def test_a_changed_leaf_or_head_is_named(events, data):
    book = chained(events, head=START)
    place = pick(data, book)
    field = data.draw(st.sampled_from(["leaf", "head"]))
    book[place] = replace(erased(book[place]), **{field: bytes(32)})
    found = verify(book, head=START).first_difference
    assert (found.position, found.code) == (place + 1, "head")


@given(events, st.data())
def test_a_removed_event_is_named(events, data):
    book = chained(events, head=START)
    signed = {book[-1].position: book[-1].head}
    place = pick(data, book)
    del book[place]
    found = verify(book, head=START, signed=signed).first_difference
    assert (found.position, found.code) == (place + 1, "missing" if place == len(book) else "position")


@given(events, st.data())
def test_swapped_events_are_named(events, data):
    book = chained(events, head=START)
    place = data.draw(st.integers(0, len(book) - 2))
    book[place], book[place + 1] = book[place + 1], book[place]
    found = verify(book, head=START).first_difference
    assert (found.position, found.code) == (place + 1, "position")


@given(events, st.binary(min_size=16, max_size=16), payloads, st.data())
def test_a_book_rewritten_with_a_late_insertion_fails_at_the_next_signed_head(events, salt, payload, data):
    book = chained(events, head=START)
    place = data.draw(st.integers(0, len(book) - 1))
    signed = {entry.position: entry.head for entry in book if data.draw(st.booleans()) or entry is book[-1]}
    forged = chained([*events[:place], (salt, payload), *events[place:]], head=START)
    found = verify(forged, head=START, signed=signed).first_difference
    if forged[place].leaf == book[place].leaf:
        return  # the same event with the same salt: at that place nothing was changed
    assert found.code == "signed_head"
    assert found.position == min(position for position in signed if position > place)
    assert found.agreed_to == max((position for position in signed if position <= place), default=0)
    assert first_difference(book, forged).position == place + 1


@given(events, st.data())
def test_swapped_and_rewritten_events_fail_at_the_next_signed_head(events, data):
    book = chained(events, head=START)
    place = data.draw(st.integers(0, len(book) - 2))
    events[place], events[place + 1] = events[place + 1], events[place]
    forged = chained(events, head=START)
    found = verify(forged, head=START, signed={book[-1].position: book[-1].head}).first_difference
    assert (found is None) == (book[place].leaf == book[place + 1].leaf)


@given(events, st.data())
def test_a_stretch_is_checked_from_a_trusted_head(events, data):
    book = chained(events, head=START)
    place = pick(data, book)
    stretch = book[place + 1 :]
    assert verify(stretch, head=book[place].head, after=place + 1).first_difference is None
    if stretch:
        assert verify(stretch, head=START, after=place + 1).first_difference.code == "head"
    more = chained(events, head=book[-1].head, after=len(book))
    assert verify([*book, *more], head=START).first_difference is None


def test_a_missing_end_is_found_by_the_signed_head():
    book = chained([(bytes(16), {"n": 1}), (bytes(16), {"n": 2})], head=START)
    found = verify(book[:1], head=START, signed={2: book[1].head}).first_difference
    assert (found.position, found.code) == (2, "missing")


def test_half_an_erasure_is_named():
    book = chained([(bytes(16), {"n": 1})], head=START)
    for half in (replace(book[0], salt=None), replace(book[0], payload=None)):
        assert verify([half], head=START).first_difference.code == "half_erased"


def test_one_book_does_not_pass_for_another():
    book = chained([(bytes(16), {"n": 1})], head=START)
    assert verify(book, head=beginning("POL/client")).first_difference.code == "head"


def test_the_same_payload_under_another_salt_has_another_leaf():
    assert leaf_of(bytes(16), {"n": 1}) != leaf_of(bytes(15) + b"\x01", {"n": 1})


@pytest.mark.parametrize("salt", [b"", bytes(15), bytes(17)])
def test_a_salt_has_sixteen_bytes(salt):
    with pytest.raises(ValueError, match="16 bytes"):
        leaf_of(salt, {})


def test_heads_and_positions_are_checked_on_the_way_in():
    with pytest.raises(ValueError, match="32 bytes"):
        next_head(b"", 1, bytes(32))
    with pytest.raises(ValueError, match="first position is 1"):
        next_head(bytes(32), 0, bytes(32))
    assert verify([replace(chained([(bytes(16), {})], head=START)[0], leaf=b"short")], head=START).first_difference


def test_two_copies_of_different_length_differ_where_the_shorter_ends():
    book = chained([(bytes(16), {"n": 1}), (bytes(16), {"n": 2})], head=START)
    assert first_difference(book, book[:1]).position == 2
    assert first_difference(book[:1], book[1:]).code == "position"
    assert first_difference([replace(book[0], head=bytes(32))], book[:1]).code == "head"
