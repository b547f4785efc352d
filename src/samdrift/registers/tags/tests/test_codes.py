"""Codes: what is one, and that mistakes in copying are found."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.registers.tags.formats.codes import (
    ALPHABET,
    check_character,
    code_from,
    code_in,
    grouped,
    new_code,
    new_codes,
)

tens = st.text(ALPHABET, min_size=10, max_size=10)
codes = tens.map(lambda ten: ten + check_character(ten))


def test_the_worked_example_of_the_docs():
    assert check_character("7K3M9QX2DA") == "Q"
    assert code_from("7k3m9-qx2da-q") == "7K3M9QX2DAQ"


@given(codes, st.integers(0, 10), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(code, place, other):
    wrong = code[:place] + other + code[place + 1 :]
    assert (code_from(wrong) == wrong) == (other == code[place])


def test_every_single_wrong_character_is_found_in_all_places_of_one_code():
    code = new_code(b"samdrif")
    wrong = [code[:place] + other + code[place + 1 :] for place in range(11) for other in ALPHABET]
    assert sum(code_from(each) is not None for each in wrong) == 11


@given(codes, st.integers(0, 9))
def test_two_neighbours_swapped_are_found(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (code_from(swapped) is None) == (code[place] != code[place + 1])


@given(codes, st.integers(0, 10), st.integers(0, 10))
def test_any_two_characters_swapped_are_found(code, one, other):
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    assert (code_from("".join(letters)) is None) == (code[one] != code[other])


def test_every_pair_of_neighbours_in_every_place_is_told_from_its_swap():
    for place in range(9):
        for first in ALPHABET:
            for second in ALPHABET:
                one, other = ("0" * place + pair + "0" * (8 - place) for pair in (first + second, second + first))
                assert (check_character(one) == check_character(other)) == (first == second)


@given(codes)
def test_a_code_is_read_however_it_is_written(code):
    spoken = grouped(code).lower().replace("1", "l").replace("0", "o")
    assert code_from(spoken) == code
    assert code_from(f"  {code[:4]} {code[4:]}\n".replace("1", "I").replace("0", "O")) == code


@pytest.mark.parametrize(
    "typed", ["", "7K3M9QX2DA", "7K3M9QX2DAQS", "7K3M9QX2DAU", "7K3M9QX2DÅQ", "７K3M9QX2DAQ", "ſ" * 11]
)
def test_what_cannot_be_a_code_is_none(typed):
    assert code_from(typed) is None


@given(st.text())
def test_reading_never_fails_and_gives_only_codes(typed):
    code = code_from(typed)
    assert code is None or code_from(code) == code


@pytest.mark.parametrize(
    "scanned",
    [
        "7K3M9QX2DAQ",
        "HTTPS://SAMDRIFT.EXAMPLE/Q/7K3M9QX2DAQ\r\n",
        "https://samdrift.example/drift/q/7k3m9-qx2da-q/?lang=da#top",
    ],
)
def test_a_hand_scanner_gives_a_code_or_an_address(scanned):
    assert code_in(scanned) == "7K3M9QX2DAQ"


def test_another_address_has_no_code():
    assert code_in("https://elsewhere.example/p/7K3M9QX2DAQ") is None
    assert code_in("https://samdrift.example/q/7K3M9QX2DAT") is None


@given(st.binary(min_size=7, max_size=7))
def test_a_new_code_is_a_code(random_bytes):
    code = new_code(random_bytes)
    assert len(code) == 11
    assert code_from(code) == code


def test_all_fifty_bits_reach_the_code():
    made = {new_code((1 << bit).to_bytes(7, "big")) for bit in range(50)}
    assert len(made | {new_code(bytes(7))}) == 51
    with pytest.raises(ValueError, match="7 random bytes"):
        new_code(b"123456")


def test_a_batch_has_no_code_twice_and_none_that_is_taken():
    scripted = iter([bytes(7), bytes(7), b"\0" * 6 + b"\1", b"\0" * 6 + b"\2"])
    made = new_codes(2, lambda _: next(scripted), taken={new_code(b"\0" * 6 + b"\1")})
    assert made == [new_code(bytes(7)), new_code(b"\0" * 6 + b"\2")]
    assert len(set(new_codes(2_000, secrets.token_bytes))) == 2_000
    with pytest.raises(ValueError, match="one code or more"):
        new_codes(0, secrets.token_bytes)
