"""Pages that read codes with the camera: the only ones that may run WebAssembly."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, WASM_UNSAFE_EVAL
from csp.decorators import csp_update


def camera_page(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, allowed to run the code reader where the phone has none of its own."""
    decorated: Callable[..., Any] = csp_update({"script-src": [SELF, WASM_UNSAFE_EVAL]})(view)
    return decorated
