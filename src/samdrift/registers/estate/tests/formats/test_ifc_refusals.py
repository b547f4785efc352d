"""Files that are no models, damaged models, and models made to harm."""

import io
import re
import zipfile
from decimal import Decimal
from random import Random

import pytest

from samdrift.registers.estate.formats.guard import cobie_guarded, read_guarded
from samdrift.registers.estate.formats.ifc import read_ifc
from samdrift.registers.estate.formats.ifc_writer import BuildingSpec, write_building
from samdrift.registers.estate.formats.model import BuildingModel, Limits, RefusedFile
from samdrift.registers.estate.tests.formats.shared import shared

GOOD = write_building(
    BuildingSpec(code="B", name="Hus", area_m2=Decimal("321.5"), spaces=12, assets=9, storeys=2, seed=3)
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.ifc"


def refusal(path, content, limits=None):
    path.write_bytes(content)
    with pytest.raises(RefusedFile) as refused:
        read_ifc(path, limits)
    return refused.value


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"hello", "not_ifc"),
        (b"%PDF-1.7 ...", "not_ifc"),
        (b'<?xml version="1.0"?><ifcXML/>', "ifcxml"),
        (GOOD.replace(b"('IFC4')", b"('IFC9')"), "unknown_schema"),
        (GOOD.replace(b"('IFC4')", b"('IFC2X_FINAL')"), "unknown_schema"),
        (GOOD[: len(GOOD) // 2], "truncated"),
        (re.sub(rb"#\d+=IFCPROJECT\([^;]*;\n", b"", GOOD), "no_project"),
        (b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;", "unreadable"),
        (b"PK\x03\x04 not a real archive", "packed_broken"),
    ],
)
def test_what_is_no_model_is_refused_with_a_reason(path, content, code):
    refused = refusal(path, content)
    assert refused.code == code
    assert refused.sentence.endswith((".", ")."))


def test_a_large_file_is_refused_unread(path):
    assert refusal(path, GOOD, Limits(file_bytes=1000)).code == "too_large"


def packed(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_a_packed_model_is_unpacked_and_read(path):
    path.write_bytes(packed({"model.ifc": GOOD}))
    assert read_ifc(path).area_m2 == Decimal("321.5")


def test_a_bomb_is_stopped_while_it_unfolds(path):
    bomb = packed({"model.ifc": GOOD + b" " * 50_000_000})
    assert len(bomb) < 200_000
    assert refusal(path, bomb, Limits(unpacked_bytes=1_000_000)).code == "unpacks_too_large"


def test_an_archive_of_several_models_is_refused(path):
    assert refusal(path, packed({"a.ifc": GOOD, "b.ifc": GOOD})).code == "packed_files"


@pytest.mark.parametrize(
    ("encoding", "name"), [("utf-8", "Kælder Ø"), ("cp1252", "Kælder Ø"), ("cp932", "会議室テスト")]
)
def test_raw_letters_survive(path, encoding, name):
    path.write_bytes(GOOD.replace(b"'Gang'", b"'" + name.encode(encoding) + b"'"))
    model = read_ifc(path)
    assert name in {space.long_name for space in model.spaces}
    assert "text_repaired" in {finding.code for finding in model.findings}


@pytest.mark.parametrize(
    ("written", "read"), [(b"\\X2\\D83D\\X0\\", "Gang"), (b"\\X2\\D83D", "Gang?"), (b"\\Q", "Gang?Q")]
)
def test_an_impossible_letter_does_not_cost_the_whole_file(path, written, read):
    path.write_bytes(GOOD.replace(b"'Gang'", b"'Gang" + written + b"'"))
    assert read in {space.long_name for space in read_ifc(path).spaces}


def test_a_ring_of_placements_ends(path):
    """Every placement hangs on the last one, which hangs on itself."""
    last = re.findall(rb"#(\d+)=IFCLOCALPLACEMENT", GOOD)[-1]
    path.write_bytes(re.sub(rb"IFCLOCALPLACEMENT\(#\d+,", b"IFCLOCALPLACEMENT(#" + last + b",", GOOD))
    try:
        assert len(read_guarded(path, Limits(seconds=60)).spaces) == 12
    except RefusedFile as refused:
        assert refused.sentence  # noqa: PT017


def test_a_ring_of_wholes_and_parts_ends(path):
    site = re.search(rb"#(\d+)=IFCSITE", GOOD).group(1)
    building = re.search(rb"#(\d+)=IFCBUILDING\(", GOOD).group(1)
    ring = GOOD.replace(
        b"ENDSEC;\nEND-ISO",
        b"#90001=IFCRELAGGREGATES('0000000000000000000001',$,$,$,#%s,(#%s));\nENDSEC;\nEND-ISO" % (building, site),
    )
    path.write_bytes(ring)
    assert len(read_ifc(path).spaces) == 12


def damaged(random, raw):
    broken = bytearray(raw)
    kind = random.choice(("flip", "cut", "drop", "double"))
    place = random.randrange(len(broken))
    if kind == "flip":
        for _ in range(random.choice((1, 5, 50))):
            broken[random.randrange(len(broken))] = random.randrange(256)
    elif kind == "cut":
        del broken[place:]
        broken += random.choice((b"", b"\nENDSEC;\nEND-ISO-10303-21;\n"))
    elif kind == "drop":
        del broken[place : place + random.randrange(300)]
    else:
        broken[place:place] = broken[place : place + random.randrange(2000)]
    return bytes(broken)


@pytest.mark.parametrize("seed", range(4))
def test_damaged_models_are_read_or_refused_and_nothing_else(path, seed):
    random = Random(seed)
    for _ in range(25):
        path.write_bytes(damaged(random, GOOD))
        try:
            assert isinstance(read_ifc(path), BuildingModel)
        except RefusedFile as refused:
            assert refused.sentence  # noqa: PT017


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("name", ["revit_quantities.ifc", "doubleguids.ifc", "Building-Architecture.ifc"])
def test_damaged_real_models_are_read_or_refused_and_nothing_else(path, name):
    random, raw = Random(name), shared("bim", name).read_bytes()
    for _ in range(12):
        path.write_bytes(damaged(random, raw))
        try:
            assert isinstance(read_ifc(path), BuildingModel)
        except RefusedFile as refused:
            assert refused.sentence  # noqa: PT017


def test_the_guard_gives_what_reading_gives_and_refuses_alike(path):
    path.write_bytes(GOOD)
    assert read_guarded(path) == read_ifc(path)
    path.write_bytes(b"hello")
    with pytest.raises(RefusedFile) as refused:
        read_guarded(path)
    assert refused.value.code == "not_ifc"


def test_a_model_whose_shapes_crash_the_engine_is_read_without_them(path):
    """A storey that calls itself a unit ends the whole process when the engine looks for the rooms' shapes."""
    path.write_bytes(GOOD.replace(b"=IFCBUILDINGSTOREY(", b"=IFCUNITASSIGNMENT("))
    model = read_guarded(path)
    assert model.area_m2 == Decimal("321.5")
    assert "geometry_failed" in {finding.code for finding in model.findings}


def test_a_file_that_takes_too_long_is_stopped(path):
    path.write_bytes(GOOD)
    with pytest.raises(RefusedFile) as refused:
        read_guarded(path, Limits(seconds=0))
    assert refused.value.code == "took_too_long"


def test_a_reader_that_breaks_down_is_a_refusal(path):
    path.write_bytes(GOOD)
    with pytest.raises(RefusedFile) as refused:
        read_guarded(path, Limits(memory_bytes=50_000_000))
    assert refused.value.code == "unreadable"
    with pytest.raises(RefusedFile):
        cobie_guarded(path)
