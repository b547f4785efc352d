"""How long 35,000 labels take: new codes, symbols, and a sheet PDF, with the memory it needs."""

import random
import resource
import time
from typing import Any

from samdrift.registers.tags.formats.codes import new_codes
from samdrift.registers.tags.formats.label import SHEETS, Label, Layout
from samdrift.registers.tags.formats.label_pdf import write_labels


class Counting:
    """A file that only counts."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, some: bytes) -> int:
        self.bytes += len(some)
        return len(some)


def run(count: int = 35_000, sheet: str = "a4-3x8") -> dict[str, Any]:
    """Seconds, size and peak memory of one batch."""
    started = time.perf_counter()
    codes = new_codes(count, random.Random(1).randbytes)
    coded = time.perf_counter()
    layout = Layout(SHEETS[sheet], "https://samdrift.example", logo="Samdrift FM")
    labels = (
        Label(code, ("da", "sv", "en")[place % 3], f"Mødelokale {place % 140 + 1:03d}", f"Station {place // 140 + 1}")
        for place, code in enumerate(codes)
    )
    out = Counting()
    written = write_labels(labels, layout, out)  # type: ignore[arg-type]
    done = time.perf_counter()
    return {
        "labels": written.labels,
        "pages": written.pages,
        "sheet": sheet,
        "codes_seconds": round(coded - started, 2),
        "pdf_seconds": round(done - coded, 2),
        "pdf_megabytes": round(out.bytes / 1e6, 1),
        "peak_memory_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    for name in SHEETS:
        print(run(sheet=name))
