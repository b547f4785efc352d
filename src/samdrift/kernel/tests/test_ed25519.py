"""Signatures are checked as RFC 8032 says, and as a library checks them."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.kernel.ed25519 import holds

# RFC 8032, section 7.1: public key, message, signature.
PUBLISHED = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        ("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465"
        "5141438e7a100b"),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        ("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb0"
        "0d291612bb0c00"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("key", "message", "signature"), PUBLISHED)
def test_the_published_signatures_hold(key, message, signature):
    assert holds(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))


@settings(max_examples=15, deadline=None)
@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=80), data=st.data())
def test_what_a_library_signed_holds_and_anything_else_does_not(seed, message, data):
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert holds(public, message, signature)
    assert not holds(public, message + b"x", signature)
    at = data.draw(st.integers(0, 511))
    changed = bytearray(signature)
    changed[at // 8] ^= 1 << at % 8
    assert not holds(public, message, bytes(changed))


@pytest.mark.parametrize("public", [b"", b"\xff" * 32, b"\x00" * 31, (2).to_bytes(32, "little")])
def test_what_is_no_key_holds_nothing(public):
    assert not holds(public, b"", b"\x00" * 64)
    assert not holds(bytes.fromhex(PUBLISHED[0][0]), b"", b"\xff" * 64)
    assert not holds(bytes.fromhex(PUBLISHED[0][0]), b"", b"")
