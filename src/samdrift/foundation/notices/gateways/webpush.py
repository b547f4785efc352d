"""Encrypting a push message for one device and signing for our server: RFC 8291, RFC 8188 and RFC 8292 (VAPID)."""

import base64
import json
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MOST = 3000
"""Bytes of a message: services take 4,096 with what encryption adds."""
TOKEN_LASTS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Keys:
    """What a browser gave with its subscription, decoded."""

    public: bytes
    secret: bytes


def unbase64(text: str) -> bytes:
    """Base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def base64url(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def keys_of(p256dh: str, auth: str) -> Keys:
    """A subscription's keys.

    Raises:
        ValueError: They are no keys.
    """
    keys = Keys(unbase64(p256dh), unbase64(auth))
    if len(keys.secret) != 16:
        raise ValueError("The secret of a subscription has 16 bytes.")
    _point(keys.public)
    return keys


def encrypted(message: bytes, keys: Keys, *, salt: bytes = b"", own: ec.EllipticCurvePrivateKey | None = None) -> bytes:
    """The body of the request: what only this device can read.

    Args:
        salt, own: Made anew for each message; given by tests only.
    """
    if len(message) > MOST:
        raise ValueError(f"A push message has at most {MOST} bytes.")
    salt = salt or os.urandom(16)
    own = own or ec.generate_private_key(ec.SECP256R1())
    public = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), _point(keys.public))
    material = _mac(_mac(keys.secret, shared), b"WebPush: info\0" + keys.public + public + b"\x01")
    root = _mac(salt, material)
    key = _mac(root, b"Content-Encoding: aes128gcm\0\x01")[:16]
    nonce = _mac(root, b"Content-Encoding: nonce\0\x01")[:12]
    head = salt + (4096).to_bytes(4, "big") + bytes([len(public)]) + public
    return head + AESGCM(key).encrypt(nonce, message + b"\x02", None)


def authorization(endpoint: str, key: ec.EllipticCurvePrivateKey, *, contact: str, now: datetime) -> str:
    """The head that tells a push service who we are; it holds for that service only."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((now + TOKEN_LASTS).timestamp()), "sub": contact}
    signed = ".".join(
        base64url(json.dumps(part, separators=(",", ":")).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims)
    )
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={signed}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={public_of(key)}"


def public_of(key: ec.EllipticCurvePrivateKey) -> str:
    """Our public key as browsers want it when they subscribe."""
    return base64url(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """Our key from its 32 bytes in base64url, as `SAMDRIFT_PUSH_KEY` gives it."""
    return ec.derive_private_key(int.from_bytes(unbase64(text), "big"), ec.SECP256R1())


def _point(public: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    except UnsupportedAlgorithm as error:
        raise ValueError("This is no key of the curve P-256.") from error


def _mac(key: bytes, content: bytes) -> bytes:
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(content)
    return made.finalize()
