"""Reading building models, against ifcopenshell alone opening, walking and meshing the same files.

`full` walks as an importer must: property sets, type and container of every space and element through
`ifcopenshell.util.element`. `bare` only touches every rooted object's GlobalId and name, which no importer could
live with; it is here so that nobody has to take the choice of walk on trust. Both mesh the spaces with the kernel
we use. The floor-plan job is compared with meshing everything it draws. Times are processor seconds, best of
`rounds`; models are generated, and real ones are added where the data beside the project is there.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

REAL = ("Duplex_A_20110907.ifc", "AC20-FZK-Haus.ifc", "LargeBuilding.ifc", "xbim_TestFile.ifc")


def run(rounds: int = 5, spaces: int = 420, assets: int = 560) -> dict[str, Any]:
    """Seconds and ratios by model; a ratio above 1 is what our import costs more."""
    from samdrift.registers.estate.formats.ifc import read_ifc
    from samdrift.registers.estate.formats.ifc.sections import sections

    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for path in _models(Path(folder), spaces, assets):
            ours = _best(lambda path=path: read_ifc(path), rounds)
            full = _best(lambda path=path: _alone(path, _walk_fully), rounds)
            bare = _best(lambda path=path: _alone(path, _walk_barely), rounds)
            found[path.name] = {
                "import_s": round(ours, 4),
                "alone_full_s": round(full, 4),
                "alone_bare_s": round(bare, 4),
                "ratio_full": round(ours / full, 2),
                "ratio_bare": round(ours / bare, 2),
            }
            if path.parent.name == "bim":
                plans = _best(lambda path=path: sections(path), rounds)
                alone = _best(lambda path=path: _mesh_drawn(path), rounds)
                found[path.name] |= {"plans_s": round(plans, 4), "plans_ratio": round(plans / alone, 2)}
        found["write_1000_m2_s"] = round(_best(lambda: _written("B", 35, 44, 1000), rounds), 5)
    return found


def _models(folder: Path, spaces: int, assets: int) -> Iterator[Path]:
    for name, size in (("small.ifc", 12), ("large.ifc", 1)):
        path = folder / name
        path.write_bytes(_written(name, spaces // size, assets // size, 30 * spaces // size))
        yield path
    top = Path(__file__).resolve().parents[1]
    shared = Path(os.environ.get("SAMDRIFT_SHARED", top.parent / "shared")) / "data" / "bim"
    yield from (shared / name for name in REAL if (shared / name).exists())


def _written(code: str, spaces: int, assets: int, area: int) -> bytes:
    from samdrift.registers.estate.formats.ifc_writer import BuildingSpec, write_building

    return write_building(
        BuildingSpec(code=code, name=code, area_m2=Decimal(area), spaces=spaces, assets=assets, storeys=3)
    )


def _best(work: Callable[[], object], rounds: int) -> float:
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def _alone(path: Path, walk: Callable[[Any], object]) -> None:
    import ifcopenshell

    model = ifcopenshell.open(path)
    walk(model)
    spaces = [space for space in model.by_type("IfcSpace") if space.Representation]
    _mesh(model, spaces, "cgal-simple")


def _walk_fully(model: Any) -> list[Any]:
    from ifcopenshell.util import element as util

    objects = [*model.by_type("IfcSpace"), *model.by_type("IfcElement")]
    return [(one.GlobalId, one.Name, util.get_psets(one), util.get_type(one), util.get_container(one))
            for one in objects]  # fmt: skip


def _walk_barely(model: Any) -> list[Any]:
    return [(one.GlobalId, one.Name) for one in model.by_type("IfcRoot")]


def _mesh_drawn(path: Path) -> None:
    import ifcopenshell

    from samdrift.registers.estate.formats.ifc.sections import drawn_things

    model = ifcopenshell.open(path)
    drawn = [one for one, _kind in drawn_things(model).values()]
    _mesh(model, drawn, "manifold")


def _mesh(model: Any, products: list[Any], kernel: str) -> None:
    import ifcopenshell.geom

    engine: Any = ifcopenshell.geom
    if not products:
        return
    iterator = engine.iterator(engine.settings(), model, 1, include=products, geometry_library=kernel)
    going = iterator.initialize()
    while going:
        iterator.get()
        going = iterator.next()
