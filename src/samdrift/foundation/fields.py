"""Columns every room uses: time-ordered public ids and texts a customer writes in three languages."""

import os
import time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

LANGUAGES = ("en", "da", "sv")


def uuid7() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits, so new rows lie together in the index."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    value = milliseconds << 80 | random
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return UUID(int=value)


class UidField(models.UUIDField):  # type: ignore[type-arg]
    """The public name of a row: assignable by a client, used in addresses, API and events."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"default": uuid7, "unique": True, "editable": False, **options})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {k: v for k, v in kwargs.items() if k not in {"default", "unique", "editable"}}


def _is_translated(value: object) -> None:
    if not isinstance(value, dict) or not set(value) <= set(LANGUAGES):
        raise ValidationError("A translated text is a table of en, da and sv.")


class TranslatedField(models.JSONField):
    """A text a customer writes, as {"en": …, "da": …, "sv": …}; all three are required before publishing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"default": dict, "validators": [_is_translated], **options})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {k: v for k, v in kwargs.items() if k not in {"default", "validators"}}


def in_language(text: dict[str, str] | None, language: str) -> str:
    """The text in `language`, else in English, else in whatever there is."""
    if not text:
        return ""
    return text.get(language) or text.get("en") or next(iter(text.values()), "")
