"""What the house's plan says and the import checker cannot: faces of rooms, back doors of tables, sizes of names."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from samdrift.foundation.scope import ScopedModel
from samdrift.registers.parties.public import all_permissions

SOURCE = Path(__file__).resolve().parents[1] / "src"
ROOMS = ("registers", "operations", "lines", "partnership")
FACES = {"public"}  # what a room may use of another room
DOORS = {"public", "web", "api", "formats"}  # what the doors may use of a room; formats for commands without Django
NOT_FURNITURE = ("utils.py", "helpers.py", "services.py", "signals.py", "admin.py", "misc.py", "common.py")


def modules():
    """Every module of ours but tests and migrations, with its dotted name."""
    for path in sorted((SOURCE / "samdrift").rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        if not {"tests", "migrations", "conftest"}.intersection(name.split(".")):
            yield name, path


def room_of(name):
    """`samdrift.registers.estate` of `samdrift.registers.estate.queries`, and what follows it; None outside rooms."""
    parts = name.split(".")
    if len(parts) >= 3 and parts[0] == "samdrift" and parts[1] in ROOMS:
        return ".".join(parts[:3]), parts[3:]
    return None, []


def imports_of(name, path):
    """The names that a module imports, in full."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def test_rooms_meet_only_through_their_public_face():
    found = []
    for name, path in modules():
        own, _ = room_of(name)
        for imported in imports_of(name, path):
            room, rest = room_of(imported)
            if own and room and room != own and (not rest or rest[0] not in FACES):
                found.append(f"{name} imports {imported}")
    assert not found, "\n".join(found)


def test_doors_use_public_faces_and_the_doors_of_rooms():
    found = []
    for name, path in modules():
        if name.startswith("samdrift.doors"):
            for imported in imports_of(name, path):
                room, rest = room_of(imported)
                if room and (not rest or rest[0] not in DOORS):
                    found.append(f"{name} imports {imported}")
    assert not found, "\n".join(found)


def test_nothing_below_imports_test_code():
    found = [
        f"{name} imports {imported}"
        for name, path in modules()
        for imported in imports_of(name, path)
        if imported.split(".")[0] == "tests" or ".tests." in imported
    ]
    assert not found, "\n".join(found)


def permissions_named_by(path):
    """The permissions that a module asks for by name, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            place = {"require": 0, "within_permission": 1, "may": 0}.get(node.func.attr)
            if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                yield node.args[place].value, node.lineno


def test_every_permission_that_is_asked_for_can_be_given():
    known = all_permissions()
    found = [
        f"{name}, line {line}: {permission}"
        for name, path in modules()
        for permission, line in permissions_named_by(path)
        if permission not in known
    ]
    assert not found, "\n".join(found)


def test_a_public_face_holds_no_code():
    found = []
    for name, path in modules():
        if room_of(name)[1] == ["public"]:
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                plain = isinstance(node, (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)) or (
                    isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                )
                if not plain:
                    found.append(f"{name}: line {node.lineno}")
    assert not found, "\n".join(found)


def test_rooms_have_no_drawer_for_odds_and_ends():
    assert not [path for path in (SOURCE / "samdrift").rglob("*.py") if path.name in NOT_FURNITURE]


def scoped_models():
    return sorted((model for model in apps.get_models() if issubclass(model, ScopedModel)), key=lambda m: m._meta.label)


def test_no_reverse_accessor_leads_to_a_scoped_row():
    found = [
        f"{model._meta.label}.{field.name}"
        for model in scoped_models()
        for field in model._meta.get_fields()
        if isinstance(field, (models.ForeignKey, models.ManyToManyField))
        and field.model is model
        and not field.remote_field.hidden
    ]
    assert not found, 'related_name="+" is missing: ' + ", ".join(found)


@pytest.mark.parametrize("model", scoped_models(), ids=lambda model: model._meta.label)
def test_every_scoped_table_says_for_itself_who_sees_it(model):
    assert model.visible_to.__func__ is not ScopedModel.visible_to.__func__


def test_constraints_read_as_sentences_and_migrations_have_names():
    names = [
        constraint.name
        for model in apps.get_models()
        if model.__module__.startswith("samdrift.")
        for constraint in model._meta.constraints
    ]
    assert not [name for name in names if "_" not in name]
    assert not list((SOURCE / "samdrift").glob("*/*/migrations/*auto*.py"))


@pytest.mark.slow
def test_serving_pages_loads_nothing_that_only_jobs_need():
    code = (
        "import sys, samdrift.doors.wsgi, django.urls as u; u.get_resolver().url_patterns; "
        "print(*sorted({'numpy', 'shapely', 'xlsxwriter', 'typst', 'ifcopenshell', 'python_calamine', 'holidays', "
        "'segno', 'PIL', 'ninja', 'rapidfuzz', 'cryptography'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "", "each web process carries megabytes that it does not need"


# Commands that nobody in particular gives: the system at its times, or before anybody can act.
OF_THE_SYSTEM = {
    "samdrift.registers.parties.commands.create_first_admin": "before there is anybody",
    "samdrift.registers.parties.commands.bring_tree_up_to": "each midnight",
    "samdrift.registers.parties.commands.see_off_due": "each midnight",
    "samdrift.registers.contracts.commands.tell_of_options": "each morning, before anybody is there to ask",
    "samdrift.registers.tags.commands.note_scans": "counts of scans, gathered and written by a job",
    "samdrift.registers.tags.commands.tell_astray": "as a scan is noted, after the walker's own gate was passed",
    "samdrift.operations.promises.commands.recalculate_running": "when a calendar was published",
    "samdrift.registers.parties.commands.choose_first_password": "by whoever holds the link, before signing in",
    "samdrift.registers.parties.commands.replace_password": "by whoever holds the link from their mailbox",
    "samdrift.registers.parties.commands.person_from_provider": "at the identity provider's door",
    "samdrift.partnership.insight.commands.forget_reads": "each night, of every community alike",
    "samdrift.registers.parties.commands.note_use": "at the API's door, about the key itself",
}


def test_a_command_begins_with_the_scope():
    found = []
    for name, path in modules():
        own, rest = room_of(name)
        if own is None or rest[:1] != ["commands"]:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and _is_command(node):
                full = f"{own}.commands.{node.name}"
                first = [argument.arg for argument in node.args.args][:1]
                if first != ["scope"] and full not in OF_THE_SYSTEM:
                    found.append(f"{full}({', '.join(first)} …)")
    assert not found, "\n".join(found)


def _is_command(node):
    """What writes in one transaction and is not a part of another command."""
    decorators = {ast.unparse(each) for each in node.decorator_list}
    return not node.name.startswith("_") and "transaction.atomic" in decorators
