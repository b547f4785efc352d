"""Who writes the book anew without the key that signs it is found out, wherever the heads they did not make are put."""

import json
from pathlib import Path
from typing import Any

import pytest

from samdrift.foundation.events.sealing import sign_heads
from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.checking import verify
from samdrift.kernel.seals import HASH_BYTES, beginning, leaf_of, next_head
from samdrift.operations.bundles.commands.making import write_bundle
from samdrift.operations.bundles.tests.conftest import HOUR, PERIOD, reported
from samdrift.operations.bundles.tests.tampering import (
    Content,
    content_of,
    events_of,
    json_of,
    with_cell,
    with_events,
    written,
)
from samdrift.operations.bundles.tests.test_hostile import asked
from tests.world import NOON, World

pytestmark = pytest.mark.slow


@pytest.fixture
def signed(month: World, tmp_path: Path) -> Path:
    """The bundle of the month, all of whose places but those of one request lead to a signed head."""
    path = tmp_path / "signed.zip"
    write_bundle(month.contract, PERIOD, path)
    sign_heads(NOON.date(), NOON)
    reported(month, "After", NOON + HOUR)
    write_bundle(month.contract, PERIOD, path)
    return path


def anew(content: Content, *, begins: int, before: bytes, signed: list[dict[str, Any]]) -> Content:
    """A book of one stretch that holds these events and no others, made by whoever likes to."""
    seals = json.loads(content[form.SEALS])
    events = sorted(events_of(content), key=lambda one: one["position"])
    head, leaves = before, []
    for position, one in enumerate(events, start=begins + 1):
        one["position"] = position
        leaves.append(leaf_of(bytes.fromhex(one["salt"]), one["event"]))
        head = next_head(head, position, leaves[-1])
    stretch = {"after": begins, "head_before": before.hex(), "to": begins + len(events), "head": head.hex()}
    seals |= {"stretches": [stretch], "signed": signed}
    events.sort(key=lambda one: (one["event"]["subject"], one["position"]))
    told = with_events(content, events)
    return told | {form.LEAVES: b"".join(leaves), form.SEALS: json_of(seals).encode()}


def embellished(content: Content) -> Content:
    """Another channel in an event and in the row of it: nobody but the chain can tell."""
    events = events_of(content)
    submitted = next(one for one in events if one["event"]["kind"] == "requests.submitted")
    submitted["event"]["payload"]["channel"] = "phone"
    rows = content[form.REQUESTS].decode().split("\n")[1:]
    place = next(n for n, row in enumerate(rows) if row.startswith(submitted["event"]["subject"]))
    return with_cell(with_events(content, events), form.REQUESTS, place, "channel", lambda _old: "phone")


def test_a_bundle_says_how_much_of_it_follows_the_last_head(signed):
    key = json.loads(content_of(signed)[form.SEALS])["signed"][0]["public_key"]
    for words in ((), ("--key", key)):
        status, told, _wrong = asked(*words, str(signed))
        assert status == 0
        assert "places follow the last head that was signed or kept" in told
    found = json.loads(asked("--json", str(signed))[1])
    assert (found["heads"], 0 < found["after_heads"] < found["places"]) == (1, True)


def test_a_book_written_anew_beside_a_genuine_head_is_named(signed, tmp_path):
    content = embellished(content_of(signed))
    seals = json.loads(content[form.SEALS])
    head, key = seals["signed"][0], seals["signed"][0]["public_key"]
    far = 10_000
    before = beginning(seals["book"])
    forged = written(tmp_path / "x.zip", anew(content, begins=far, before=before, signed=[head]))
    (found,) = verify(forged, key=key).differences  # the chain alone holds
    assert (found.row, found.field, found.stated) == ("signed 1", "position", str(head["position"]))
    status, told, _wrong = asked("--key", key, str(forged))
    assert status == 1
    assert f"seals.json, signed 1, position: the bundle says {head['position']}" in told


def test_a_book_written_anew_behind_a_genuine_head_is_not_proven_by_it(signed, tmp_path):
    content = embellished(content_of(signed))
    head = json.loads(content[form.SEALS])["signed"][0]
    forged = anew(content, begins=head["position"], before=bytes.fromhex(head["head"]), signed=[head])
    path = written(tmp_path / "x.zip", forged)
    status, told, _wrong = asked("--key", head["public_key"], str(path))
    assert status == 3
    assert "NOT PROVEN: no head signed with that key lies on the places shown." in told
    assert told.endswith("0 differences, and not everything is proven.\n")


def test_heads_that_were_kept_and_lie_on_no_place_shown_prove_nothing(signed, tmp_path):
    content = embellished(content_of(signed))
    seals = json.loads(content[form.SEALS])
    kept = tmp_path / "heads.json"
    kept.write_text(json.dumps([{"position": one["position"], "head": one["head"]} for one in seals["signed"]]))
    assert asked("--heads", str(kept), str(signed))[0] == 0
    forged = anew(content, begins=10_000, before=beginning(seals["book"]), signed=[])
    status, told, _wrong = asked("--heads", str(kept), str(written(tmp_path / "x.zip", forged)))
    assert status == 3
    assert "NOT PROVEN: none of the heads you kept lies on the places shown." in told


def test_without_a_key_the_same_book_written_anew_differs_from_its_signed_head(signed, tmp_path):
    content = embellished(content_of(signed))
    seals = json.loads(content[form.SEALS])
    events, leaves = events_of(content), bytearray(content[form.LEAVES])
    places = {}
    for stretch in seals["stretches"]:
        places |= {at: len(places) for at in range(stretch["after"] + 1, stretch["to"] + 1)}
    for one in events:
        at = places[one["position"]] * HASH_BYTES
        leaves[at : at + HASH_BYTES] = leaf_of(bytes.fromhex(one["salt"]), one["event"])
    path = written(tmp_path / "x.zip", content | {form.LEAVES: bytes(leaves)})
    assert "signed head" in {one.field for one in verify(path).differences}
