"""What we send is squeezed: our files once, kept in var; pages of some size as they leave."""

import gzip
import os
import re
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

WORTH_IT = 20_000  # bytes of a page; below, it is on its way before it is squeezed
PADDING = 100  # bytes at most that hide how long a squeezed page really is
QUICKEST = 1  # the level that takes a third of the time for a fifth more bytes
LEAST = 500  # bytes of a file; below, nothing is won
TEXTS = frozenset({".css", ".js", ".svg", ".json", ".txt", ".wasm", ".webmanifest"})
TAKES_GZIP = re.compile(r"\bgzip\b")


class LargePagesMiddleware(MiddlewareMixin):
    """Squeezes whole pages of some size for browsers that take it (decision 0051 says why that is safe)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, squeezed when it is whole, text, and large enough to be worth it."""
        if not isinstance(response, HttpResponse) or len(response.content) < WORTH_IT:
            return response
        kind = str(response.get("Content-Type", ""))
        if response.has_header("Content-Encoding") or not kind.startswith(("text/", "application/json")):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if not TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")):
            return response
        response.content = padded(gzip.compress(response.content, QUICKEST, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
        if response.get("ETag", "").startswith('"'):  # the bytes differ, the page does not
            response.headers["ETag"] = f"W/{response['ETag']}"
        return response


def padded(squeezed: bytes) -> bytes:
    """The same with up to `PADDING` bytes more, as a file name in its head: nobody guesses a secret by its length."""
    named = bytearray(squeezed[:10])
    named[3] = 0x08  # a name follows
    return bytes(named) + b"a" * secrets.randbelow(PADDING) + b"\0" + squeezed[10:]


class SqueezedFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise carries no types.
    """WhiteNoise with squeezed twins of our files in var: the folders we are installed in stay as they are."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        """The file, sent squeezed to whoever takes that; as WhiteNoise does, but for where the twin lies."""
        twin = None if self.autorefresh else twin_of(Path(path), settings.SAMDRIFT_VAR / "squeezed")
        if twin is None:
            found: StaticFile = super().get_static_file(path, url, stat_cache)
            return found
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        headers["Access-Control-Allow-Origin"] = "*"
        return StaticFile(path, headers.items(), encodings={"gzip": str(twin)})


def twin_of(path: Path, folder: Path) -> Path | None:
    """The squeezed twin of a file, made when there is none yet; None where squeezing wins nothing or var is closed.

    It is named by what the file holds, so another version has another twin.
    """
    if path.suffix not in TEXTS or path.stat().st_size < LEAST:
        return None
    content = path.read_bytes()
    twin = folder / f"{sha256(content).hexdigest()[:24]}{path.suffix}.gz"
    if twin.exists():
        return twin
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        fresh = twin.with_name(f"{twin.name}.{os.getpid()}")
        fresh.write_bytes(gzip.compress(content, 9, mtime=0))
        fresh.replace(twin)  # several processes start together: each writes its own, the last one stays
        return twin
    return None
