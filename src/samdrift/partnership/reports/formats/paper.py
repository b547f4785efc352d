"""A report as a tagged PDF (PDF/UA-1) made by typst; the same data give the same bytes."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from samdrift.partnership.reports.formats.shown import shown

PAGE = Path(__file__).with_name("report.typ")


def printed(data: Mapping[str, Any], language: str) -> bytes:
    """The PDF. Its date is the data's, its fonts are typst's own: nothing of the machine or the day is in it."""
    import typst  # heavy, and asked for seldom

    content = json.dumps(shown(data, language), ensure_ascii=False, sort_keys=True)
    moment = int(datetime.fromisoformat(data["known_at"]).timestamp())
    return bytes(
        typst.compile(
            str(PAGE), sys_inputs={"content": content}, pdf_standards=["ua-1"], ignore_system_fonts=True,
            timestamp=moment,
        )
    )  # fmt: skip
