"""Budgets of the page: bytes over the wire, and names that never change under Django's own hashing."""

import gzip
import re
from pathlib import Path

import pytest

from eprimo.devtools import screen_fonts

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"


@pytest.mark.parametrize(
    ("name", "most"),
    [
        # The page of what is left to do has two hundred of them.
        ("eprimo.css", 20_000),
        # Of pupils, beside it.
        ("petits.css", 5_000),
        ("eprimo.js", 30_000),
        ("icons.svg", 6_000),
        ("sw.js", 12_000),
        # Of the page that joins files, alone.
        ("sending.js", 18_000),
        # Of the pages that take a voice, alone.
        ("voice.js", 2_000),
        # Of the pages where somebody writes to many, that ask a passkey, of the three pictures.
        ("writing.js", 1_500),
        ("passkey.js", 1_000),
        ("picking.js", 1_500),
        # Of the page that tells an absence, alone.
        ("absence.js", 1_000),
    ],
)
def test_weight_is_within_the_budget(name: str, most: int) -> None:
    assert len(gzip.compress((DIST / name).read_bytes(), 9)) <= most


# Names that templates compose: a lane, a tone, a subject, a level.
COMPOSED = re.compile(r"(ava|b|e|ech|g|lane|m|niv|note|v)-[a-z0-9-]+")


def test_no_rule_is_for_nobody() -> None:
    """A class of the sheet stands in a template, in code or in an element: what lost its last use goes."""
    root = DIST.parents[1]
    sheets = "".join(
        path.read_text(encoding="utf-8") for path in (root / "frontend/src/styles").glob("*.css")
    )
    told = set(re.findall(r"\.([a-z][a-z0-9-]*)(?=[\s,:{.>\[)+~])", sheets))
    used: set[str] = set()
    for folder, ending in (("eprimo", "html"), ("eprimo", "py"), ("frontend/src", "ts")):
        for path in (root / folder).rglob(f"*.{ending}"):
            used |= set(re.findall(r"[a-z][a-z0-9-]*", path.read_text(encoding="utf-8")))
    assert sorted(name for name in told - used if not COMPOSED.fullmatch(name)) == []


def _sent(name: str) -> int:
    """Bytes on the wire: text is compressed, letters are already."""
    content = (DIST / name).read_bytes()
    return len(content if name.endswith(".woff2") else gzip.compress(content, 9))


# What a guardian with two children fetches at the first visit, beside the page itself (test_pages_stay_light has it).
FIRST_VISIT = (
    "eprimo.css", "eprimo.js", "sw.js", "icons.svg", "favicon.svg", "art/primo.svg", "animals/butterfly.svg",
    "animals/unicorn.svg", "fonts/atkinson-next.woff2", "fonts/date-cursive.woff2",
)  # fmt: skip
PAGE = 8_000


def test_a_first_visit_of_a_guardian_is_within_the_budget() -> None:
    sizes = {name: _sent(name) for name in FIRST_VISIT}
    assert sum(sizes.values()) + PAGE <= 100_000, sizes


@pytest.mark.parametrize("name", ["atkinson-next", "andika-400", "andika-700"])
def test_letters_come_in_two_parts_that_make_the_whole(name: str) -> None:
    """The first part alone on most pages; the style sheet says which letters ask for the second one."""
    whole = screen_fonts.letters_of(screen_fonts.WHOLE / f"{name}.woff2")
    first, more = (screen_fonts.letters_of(DIST / "fonts" / f"{name}{part}.woff2") for part in ("", "-more"))
    assert (first | more, first & more) == (whole, frozenset())
    sheet = (DIST.parent / "src/styles/tokens.css").read_text(encoding="utf-8")
    face = " ".join(sheet.partition(f"{name}-more.woff2")[2].partition("}")[0].split())
    assert f"unicode-range: {screen_fonts.range_of(more)};" in face
    assert (DIST / "fonts" / f"{name}.woff2").stat().st_size <= 17_000


def test_front_end_is_built_under_stable_names() -> None:
    assert sorted(path.name for path in DIST.glob("*.css")) == ["eprimo.css", "petits.css"]
    assert sorted(path.name for path in DIST.glob("*.js")) == [
        "absence.js",
        "eprimo.js",
        "passkey.js",
        "picking.js",
        "sending.js",
        "sw-off.js",
        "sw.js",
        "voice.js",
        "writing.js",
    ]


def test_every_address_of_the_style_sheet_is_a_file_beside_it() -> None:
    addresses = re.findall(r"url\(([^)]+)\)", (DIST / "eprimo.css").read_text(encoding="utf-8"))
    assert len(addresses) > 10
    for address in addresses:
        assert not address.startswith(("/", "http", "data:")), address
        assert (DIST / address.strip("\"'")).is_file(), address


def test_scripts_evaluate_nothing_and_insert_no_markup() -> None:
    """Ours. htmx inserts markup, that is its work; test_swaps shows that it evaluates nothing."""
    sources = sorted((DIST.parent / "src").glob("**/*.ts"))
    assert len(sources) > 5
    for source in sources:
        found = re.search(
            r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write", source.read_text("utf-8")
        )
        assert found is None, source
    for built in (
        "absence.js",
        "eprimo.js",
        "passkey.js",
        "picking.js",
        "sending.js",
        "voice.js",
        "writing.js",
    ):
        assert re.search(r"\beval\(|new Function", (DIST / built).read_text(encoding="utf-8")) is None
