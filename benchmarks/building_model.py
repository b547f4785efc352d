"""Making the model a browser turns: seconds, triangles and bytes for each IFC file, and for a building of floor plans.

`run` meshes each file in a process of its own, as the worker does, so the seconds hold starting that process. Real
models are measured where the data beside the project is there; a generated building of `spaces` rooms always is.
"""

import gzip
import os
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any


def run(spaces: int = 420) -> dict[str, Any]:
    """For each model: seconds, rooms, triangles, bytes and bytes squeezed; None where no room has a shape."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for path in _models(Path(folder), spaces):
            found[path.name] = _measured(path)
    return found


def _measured(path: Path) -> dict[str, Any] | str | None:
    from samdrift.registers.estate.formats.findings import RefusedFile
    from samdrift.registers.estate.formats.guard import meshes_guarded
    from samdrift.registers.estate.formats.mesh import SPACE, written

    began = time.perf_counter()
    try:
        mesh = meshes_guarded(path)
    except RefusedFile as refused:
        return refused.code
    seconds = time.perf_counter() - began
    if mesh is None:
        return None
    content = written(mesh, [])
    return {
        "seconds": round(seconds, 2), "rooms": sum(part.kind == SPACE for part in mesh.parts),
        "triangles": mesh.triangle_count, "bytes": len(content), "squeezed": len(gzip.compress(content, 4)),
    }  # fmt: skip


def _models(folder: Path, spaces: int) -> list[Path]:
    from samdrift.registers.estate.formats.ifc_writer import BuildingSpec, write_building

    made = folder / f"generated-{spaces}.ifc"
    spec = BuildingSpec(
        code="B", name="Hus", area_m2=Decimal(30 * spaces), spaces=spaces, assets=spaces, storeys=4, use="office"
    )
    made.write_bytes(write_building(spec))
    top = Path(__file__).resolve().parents[1]
    shared = Path(os.environ.get("SAMDRIFT_SHARED", top.parent / "shared")) / "data" / "bim"
    return [made, *sorted(shared.glob("*.ifc"))]
