"""Symbols of a batch are those segno makes, module by module."""

import numpy as np
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from segno import encoder

from samdrift.registers.tags.formats.codes import new_code
from samdrift.registers.tags.formats.qr import address_prefix, one, penalty, svg, symbols, with_mask

codes = st.binary(min_size=7, max_size=7).map(new_code)
PREFIXES = [
    "HTTPS://SAMDRIFT.EXAMPLE/Q/",  # odd length: the first character shares its bits with the slash
    "HTTPS://DRIFT.EXAMPLE.DK/Q/X",
    "HTTP://LOCALHOST:8123/Q/",
    "https://samdrift.example/Drift/q/",
    "https://drift.politiet.example/partnerskab/q/",
]


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(PREFIXES), st.integers(0, 7), st.lists(codes, min_size=1, max_size=4))
def test_every_module_of_a_batch_is_the_one_segno_draws(prefix, mask, batch):
    learned = symbols(prefix)
    modules = with_mask(prefix, learned.version, learned.level, mask).modules(batch)
    for code, drawn in zip(batch, modules, strict=True):
        assert (drawn == one(prefix + code, learned.version, learned.level, mask)).all()


@settings(max_examples=15, deadline=None)
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.", min_size=1, max_size=30), st.sampled_from("LMQH"), codes)
def test_that_holds_for_any_host_and_level(host, level, code):
    prefix = f"HTTPS://{host}/Q/"
    version = segno.make(prefix + "0" * 11, error=level, boost_error=False, micro=False).version
    learned = with_mask(prefix, version, level, 5)
    assert (learned.modules([code])[0] == one(prefix + code, version, level, 5)).all()


def test_the_penalties_are_those_of_the_standard_as_segno_counts_them():
    for place in range(8):
        symbol = segno.make(f"HTTPS://SAMDRIFT.EXAMPLE/Q/{place}", error="M", mask=place, micro=False)
        size = len(symbol.matrix)
        expected = sum(encoder.mask_scores(symbol.matrix, size, size))
        assert penalty(np.array([list(row) for row in symbol.matrix], dtype=np.uint8)[np.newaxis])[0] == expected


def test_the_mask_is_the_one_with_the_least_penalty_on_other_codes_too():
    learned = symbols("HTTPS://SAMDRIFT.EXAMPLE/Q/")
    batch = [new_code(number.to_bytes(7, "big") * 1) for number in range(10**15, 10**15 + 300 * 10**12, 10**12)]
    means = [
        float(penalty(with_mask(learned.prefix, learned.version, learned.level, mask).modules(batch)).mean())
        for mask in range(8)
    ]
    assert means[learned.mask] <= min(means) * 1.02


def test_a_short_address_makes_a_small_symbol_and_spare_room_goes_into_correction():
    learned = symbols("HTTPS://SAMDRIFT.EXAMPLE/Q/")
    assert (learned.version, learned.size, learned.level) == (2, 25, "M")
    assert symbols("HTTPS://SAMDRIFT.EXAMPLE.DK/Q/").level == "Q"


def test_a_code_of_another_length_is_refused():
    with pytest.raises(ValueError, match="11 characters"):
        symbols("HTTPS://SAMDRIFT.EXAMPLE/Q/").modules(["7K3M9QX2DAQ", "7K3M9"])


def test_an_address_too_long_for_a_label_is_refused():
    with pytest.raises(ValueError, match="too long"):
        symbols("https://" + "a" * 300 + "/q/")


@pytest.mark.parametrize(
    ("base_url", "prefix"),
    [
        ("https://samdrift.example", "HTTPS://SAMDRIFT.EXAMPLE/Q/"),
        ("https://samdrift.example/", "HTTPS://SAMDRIFT.EXAMPLE/Q/"),
        ("http://127.0.0.1:8000", "HTTP://127.0.0.1:8000/Q/"),
        ("https://samdrift.example/drift/", "https://samdrift.example/drift/q/"),
        ("https://samdrift.example/FM", "HTTPS://SAMDRIFT.EXAMPLE/FM/Q/"),
    ],
)
def test_the_address_is_in_capitals_where_no_path_forbids_it(base_url, prefix):
    assert address_prefix(base_url) == prefix


@pytest.mark.parametrize(
    "base_url",
    ["", "samdrift.example", "ftp://samdrift.example", "https://me:secret@samdrift.example", "https://x.example/?a=1",
     "https://x.example/a b", "https://ærø.example", "https://x.example#top", "javascript://x.example"],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(base_url):
    with pytest.raises(ValueError):
        address_prefix(base_url)


def test_a_picture_of_one_symbol_needs_no_style_and_says_what_it_is():
    picture = svg("HTTPS://SAMDRIFT.EXAMPLE/Q/7K3M9QX2DAQ", "Tag <7K3M9>")
    assert "style" not in picture
    assert "<title>Tag &lt;7K3M9&gt;</title>" in picture
    assert 'viewBox="0 0 33 33"' in picture
