"""Each act of the matrix changes the same rows with the second wall and without, and each page shows the same.

Rows that a session does not reach are changed by nobody, and shown to nobody, and no error says so: a missed one would
be silent.
"""

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tests import sizes, wall
from tests.matrix.asking import ask, methods_of, undone
from tests.matrix.line import EVERYBODY, Line, Variant
from tests.matrix.lines import LINES
from tests.matrix.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.drill]

ACTS = [
    (line, variant)
    for line in LINES.values()
    for variant in line.variants
    if "POST" in methods_of(line, variant) and variant.ok and not line.public
]
# In `make test` a share of them, those of what children and families write first.
EVERY = sizes.sized(4, 1)
CHOSEN = [
    pytest.param(line, variant, id=f"{line.route} {variant.name}")
    for turn, (line, variant) in enumerate(ACTS)
    if line.route.startswith("liaison:") or turn % EVERY == 0
]

_CHANGED = (
    "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables "
    "WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND schemaname = 'public'"
)
# What each request counts.
_NO_ACT = {"kernel_throttle"}


def _changed() -> dict[str, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED)
        return {name: tuple(counts) for name, *counts in cursor.fetchall() if name not in _NO_ACT}


def _rows(scene: Scene, line: Line, variant: Variant, who: str) -> tuple[int, dict[str, Any]]:
    """The status, and how many rows of each table were added, changed, removed."""
    with undone(variant, scene):
        before = _changed()
        answer = ask(
            scene, who, "POST", reverse(line.route, args=variant.args(scene)), variant.data(scene, who)
        )
        after = _changed()
    none = (0, 0, 0)
    found = {
        name: tuple(now - then for now, then in zip(counts, before.get(name, none), strict=True))
        for name, counts in after.items()
    }
    return answer.status, {name: counts for name, counts in found.items() if any(counts)}


# Those who reach no school, or several.
_ABOVE = ("academy", "inspector", "platform", "agent", "agent_other")


def _askers(variant: Variant) -> list[str]:
    if variant.ok == EVERYBODY:
        return ["director", *_ABOVE[:3]]
    let = variant.ok.split()
    return list(dict.fromkeys([let[0], *(who for who in _ABOVE if who in let)]))


@pytest.mark.parametrize(("line", "variant"), CHOSEN)
def test_an_act_changes_the_same_rows_with_the_wall_and_without(
    scene: Scene, line: Line, variant: Variant
) -> None:
    for who in _askers(variant):
        with wall.down():
            free = _rows(scene, line, variant, who)
        assert _rows(scene, line, variant, who) == free, who


PAGES = [
    (line, variant)
    for line in LINES.values()
    for variant in line.variants
    if "GET" in methods_of(line, variant) and variant.ok and not line.public
]
CHOSEN_PAGES = [
    pytest.param(line, variant, id=f"{line.route} {variant.name}")
    for turn, (line, variant) in enumerate(PAGES)
    if turn % sizes.sized(8, 1) == 0
]
# What differs from one request to the next by itself.
_OWN = re.compile(
    rb'name="(csrfmiddlewaretoken|key|draft_key|message)" value="[^"]*"|nonce="[^"]*"'
    rb"|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
# What functions of the database show to the session that asks, and to nobody without one.
_OF_A_SESSION = {"partners:children"}
_REFERENCE = re.compile(r"\b[0-9A-F]{4}-[0-9A-F]{4}\b")


def _shown(scene: Scene, line: Line, variant: Variant, who: str) -> tuple[int, bytes]:
    with undone(variant, scene):
        address = reverse(line.route, args=variant.args(scene))
        answer = ask(scene, who, "GET", f"{address}?{variant.query}" if variant.query else address)
    content = b"" if answer.response.streaming else answer.response.content
    return answer.status, _OWN.sub(b"", _words_of(content) if content.startswith(b"%PDF") else content)


def _words_of(pdf: bytes) -> bytes:
    """What a paper says: a form that is made anew for each request bears another reference, and other letters in its
    fonts. A stored file is compared as it stands where it is a paper by its first letters alone."""
    try:
        pages = PdfReader(io.BytesIO(pdf)).pages
    except PyPdfError:
        return pdf
    return _REFERENCE.sub("", "\n".join(page.extract_text() for page in pages)).encode()


@pytest.mark.parametrize(("line", "variant"), CHOSEN_PAGES)
def test_a_page_shows_the_same_with_the_wall_and_without(scene: Scene, line: Line, variant: Variant) -> None:
    for who in scene.everybody if variant.ok == EVERYBODY else variant.ok.split():
        with wall.down():
            free = _shown(scene, line, variant, who)
        held = _shown(scene, line, variant, who)
        if held != free:
            assert held[0] == free[0], who
            if line.route in _OF_A_SESSION:
                continue
            assert held[1].splitlines() == free[1].splitlines(), who
