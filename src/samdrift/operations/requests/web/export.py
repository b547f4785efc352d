"""Lists as files for spreadsheets: CSV as it is read, XLSX in one pass; no text is ever a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.timezone import get_current_timezone

from samdrift.foundation.datasets.public import harmless

MOST = 200_000


def as_csv(lines: Iterable[Iterable[Any]], moment: datetime) -> StreamingHttpResponse:
    """The lines as CSV with a byte order mark, sent while they are read."""
    answer = StreamingHttpResponse(_written(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_name(moment)}.csv"'
    return answer


def as_xlsx(lines: Iterable[Iterable[Any]], moment: datetime) -> HttpResponse:
    """The lines as a workbook with one sheet."""
    import xlsxwriter  # half a second and eight megabytes that only this needs

    kept = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                sheet.write(number, column, harmless(value), bold if number == 0 else None)
        sheet.freeze_panes(1, 0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(kept.getvalue(), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{_name(moment)}.xlsx"'
    return answer


def _written(lines: Iterable[Iterable[Any]]) -> Iterator[str]:
    yield "\ufeff"
    page = io.StringIO()
    writer = csv.writer(page)
    for line in lines:
        writer.writerow([harmless(value) for value in line])
        yield page.getvalue()
        page.seek(0)
        page.truncate()


def _name(moment: datetime) -> str:
    return f"requests-{moment.astimezone(get_current_timezone()):%Y-%m-%d-%H%M}"
