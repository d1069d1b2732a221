"""Budgets of the page: bytes over the wire, and names that never change under Django's own hashing."""

import gzip
import re
from pathlib import Path

import pytest

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"


@pytest.mark.parametrize(
    ("name", "most"),
    [
        # The page of what is left to do has two hundred of them.
        ("eprimo.css", 20_000),
        ("eprimo.js", 30_000),
        ("icons.svg", 6_000),
        ("sw.js", 12_000),
        # Of the page that joins files, alone.
        ("sending.js", 18_000),
        # Of the pages that take a voice, alone.
        ("voice.js", 2_000),
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


def test_fonts_of_a_page_are_within_the_budget() -> None:
    standard = ["atkinson-next.woff2", "date-cursive.woff2"]
    assert sum((DIST / "fonts" / name).stat().st_size for name in standard) <= 60_000


def test_front_end_is_built_under_stable_names() -> None:
    assert sorted(path.name for path in DIST.glob("*.css")) == ["eprimo.css"]
    assert sorted(path.name for path in DIST.glob("*.js")) == [
        "eprimo.js",
        "sending.js",
        "sw-off.js",
        "sw.js",
        "voice.js",
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
    for built in ("eprimo.js", "sending.js", "voice.js"):
        assert re.search(r"\beval\(|new Function", (DIST / built).read_text(encoding="utf-8")) is None
