"""What opens a stranger's file runs in a child of the sandbox: no other module loads what could."""

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import eprimo
import eprimo.config.urls  # every view is loaded, and with it every parser
import eprimo.foundation.intake.aaf.delivery_steps  # what the worker alone asks
from eprimo.foundation.sandbox.parser import declared

ROOT = Path(eprimo.__file__).parent
# They run in a child only; what reads slips is theirs.
CONFINED = ("confined", "eprimo.foundation.printing.reading")
# Read by a page or by the worker: a few of the first bytes, and places in millimetres.
LIGHT = {"eprimo.foundation.printing.reading.image_header", "eprimo.foundation.printing.reading.layout"}
OPENERS = {
    "PIL", "asn1crypto", "csv", "cv2", "docx", "fitz", "icalendar", "lxml", "odf", "openpyxl", "pikepdf", "pyhanko",
    "pypdf", "pypdfium2", "python_calamine", "tarfile", "xml", "zipfile",
}  # fmt: skip
# What these load, they do not open what a page was given with.
BESIDE = {
    "csv": {
        "eprimo.foundation.printing.cells": "writes",
        "eprimo.foundation.directory.communes": "a list of the operator's, by command",
        "eprimo.foundation.directory.holiday_files": "a list of the operator's, by command",
        "eprimo.foundation.directory.holidays": "a list that comes with the program",
        "eprimo.foundation.directory.school_files": "a list of the operator's, by command",
        "eprimo.foundation.intake.management.commands.aaf_values": "writes",
        "eprimo.foundation.intake.onde.tables": "in a child for a page; by command for the operator",
    },
    "docx": {"eprimo.foundation.printing.docx": "writes"},
    "icalendar": {
        "eprimo.services.agenda.calendars": "writes",
        "eprimo.steering.governance.letters": "writes",
    },
    "lxml": {
        "eprimo.foundation.printing.facturx": "writes",
        "eprimo.foundation.printing.en16931": "asked of what is written here, and in a child",
        "eprimo.foundation.printing.schematron": "the same",
        "eprimo.foundation.printing.verdicts": "the same",
        "eprimo.foundation.printing.amount_verdicts": "the same",
        "eprimo.foundation.printing.elements_fr": "the same",
        "eprimo.foundation.printing.faults": "the same",
        "eprimo.foundation.printing.schema_verdicts": "the same",
        "eprimo.foundation.printing.vat_verdicts": "the same",
        "eprimo.foundation.intake.aaf.objects": "the academy's delivery, by the operator",
    },
    "pypdf": {
        "eprimo.services.liaison.actions.slips": "puts slips of ours together",
        "eprimo.steering.governance.letters": "puts letters of ours together",
    },
    "xml": {"eprimo.foundation.printing.cells": "writes"},
    "zipfile": {
        "eprimo.foundation.printing.cells": "writes",
        "eprimo.foundation.intake.onde.text_encoding": "in a child for a page; by command for the operator",
        "eprimo.foundation.privacy.exports.copy_file": "writes",
        "eprimo.steering.orders.entitlement.takeaway": "writes",
    },
}


def _imports() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.rglob("*.py")):
        inside = path.relative_to(ROOT).with_suffix("").parts
        if inside[0] == "devtools":
            continue
        name = ".".join(("eprimo", *inside)).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from ((name, one.name) for one in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield name, node.module or ""


def _confined(module: str) -> bool:
    return module not in LIGHT and (CONFINED[0] in module.split(".") or module.startswith(CONFINED[1]))


def test_no_module_that_a_page_or_the_worker_loads_opens_files() -> None:
    found: dict[str, set[str]] = {}
    for module, imported in _imports():
        library = imported.split(".")[0]
        if library in OPENERS and not _confined(module):
            found.setdefault(library, set()).add(module)
    assert found == {library: set(beside) for library, beside in BESIDE.items()}


def test_what_runs_in_a_child_is_named_and_never_imported() -> None:
    assert [
        (module, imported) for module, imported in _imports() if _confined(imported) and not _confined(module)
    ] == []


@pytest.mark.parametrize("name", [name for name in declared() if not name.startswith("test-")])
def test_a_declared_parser_is_there_and_confined(name: str) -> None:
    module, _, function = declared()[name].function.partition(":")
    assert callable(getattr(importlib.import_module(module), function))
    assert _confined(module)


@pytest.mark.parametrize("name", [name for name in declared() if not name.startswith("test-")])
def test_a_declared_parser_loads_neither_settings_nor_database(name: str) -> None:
    """Asked of a process of its own, as what one reader loads stays for all."""
    module = declared()[name].function.partition(":")[0]
    told = f"import sys, {module}; print(*(set(sys.modules) & {{'django.db', 'django.conf', 'psycopg'}}))"
    asked = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == ""


def test_every_reader_of_the_product_is_declared() -> None:
    assert {name for name in declared() if not name.startswith("test-")} == {
        "aaf-archive",
        "bound-sheets",
        "calendar",
        "certificate",
        "invoice",
        "joined",
        "office",
        "onde",
        "page",
        "pdf",
        "pdf-anew",
        "photographed-sheet",
        "picture",
        "sheet",
        "signatures",
        "slips",
        "states",
        "table",
        "voice",
        "workbook",
    }
