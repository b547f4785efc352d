"""The template environment."""

from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation


def environment(**options: Any) -> jinja2.Environment:
    """Jinja2 with our globals; an unknown name stops the page."""
    made = jinja2.Environment(  # noqa: S701 (autoescape comes in options)
        **{**options, "undefined": jinja2.StrictUndefined, "extensions": ["jinja2.ext.i18n"]}
    )
    made.globals.update(static=static, url=reverse)
    made.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made
