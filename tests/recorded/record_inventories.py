"""Records the lists of what there is: addresses, commands, settings, policies, words of the trail, chapters of copies
and retention, texts, and the whole schema with the policies of the second wall."""

from importlib import import_module
from typing import Any

from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from django.db import connection
from django.urls import get_resolver
from django.utils.module_loading import module_has_submodule

from eprimo.devtools.backup_archive import Source
from eprimo.devtools.messages import scope
from eprimo.devtools.postgres import binaries
from eprimo.foundation.kernel.copy_chapters import chapters, left_out
from eprimo.foundation.kernel.outbox import _handlers
from eprimo.foundation.kernel.rights import POLICIES
from eprimo.foundation.kernel.services import discover, retentions, services
from tests.databases import address_of, addresses
from tests.recorded.schema import schema_lines
from tests.recorded.writing import write
from tests.test_consistency import routes


def _write(name: str, lines: list[str]) -> None:
    write("inventories", name, "\n".join(sorted(lines)))


def test_lists(db: None) -> None:
    assert get_resolver().url_patterns
    discover()
    _write("addresses", [f"{name} {one.pattern} {one.lookup_str}" for name, one in routes().items()])
    _write("commands", [f"{name} {app}" for name, app in get_commands().items()])
    _write("settings", [name for name in dir(settings) if name.isupper()])
    _write("policies", list(POLICIES))
    _write("events", [f"{kind}: {_name(one)}" for kind, handlers in _handlers.items() for one in handlers])
    _write("trail", [f"{act}: {said}" for act, said in _sentences().items()])
    _write(
        "copies",
        [f"{one.order} {one.key} {one.title}" for one in chapters()] + [str(one) for one in left_out()],
    )
    _write("retention", [str(one) for one in retentions()])
    _write("services", [one.key for one in services()])


def _name(handler: Any) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"


def _sentences() -> dict[str, str]:
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "audit_fr"):
            found |= import_module(f"{config.name}.audit_fr").SENTENCES
    return found


def test_texts() -> None:
    """Every text that is translated, in each language, wherever it is used."""
    for language in scope.TRANSLATED:
        found = []
        for part in scope.parts():
            with (part.locale / language / "LC_MESSAGES" / "django.po").open("rb") as file:
                found += [
                    f"{one.context or ''} {one.id!r} = {one.string!r}" for one in read_po(file) if one.id
                ]
        _write(f"texts {language}", found)


def test_schema(db: None) -> None:
    """As `pg_dump -s` writes it, a file for each sort of object: tables, constraints, policies of the wall…"""
    url = address_of(addresses()[1], str(connection.settings_dict["NAME"]))
    dump = Source(settings.VAR, url, binaries(settings.VAR, "tools")[0]).run(
        "pg_dump", ["--schema-only", "--no-password"]
    )
    for sort, lines in schema_lines(dump).items():
        _write(f"schema {sort}", lines)
