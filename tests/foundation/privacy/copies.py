"""Short ways to copies of one's own data, for the tests of privacy."""

import io
import json
from typing import Any
from zipfile import ZipFile

from eprimo.foundation.directory.models import Person
from eprimo.foundation.privacy.exports.actions import export_ask_child, export_ask_own
from eprimo.foundation.privacy.exports.copy_jobs import exports_make
from eprimo.foundation.privacy.exports.queries import bytes_of
from eprimo.foundation.privacy.models import Export
from tests.cast import Cast


def own(cast: Cast, who: str) -> Export:
    """The copy of this person's own data, made."""
    return _made(export_ask_own(actor=cast.actor(who)))


def of_child(cast: Cast, who: str, child: Person) -> Export:
    return _made(export_ask_child(actor=cast.actor(who), child=child))


def _made(export: Export) -> Export:
    exports_make()
    export.refresh_from_db()
    assert export.is_ready
    return export


def files(export: Export) -> dict[str, str]:
    """Every file of the ZIP, as text."""
    with ZipFile(io.BytesIO(b"".join(bytes_of(export)))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def whole(export: Export) -> str:
    return "\n".join(files(export).values())


def data(export: Export) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(export)["donnees.json"])["data"]
    return found
