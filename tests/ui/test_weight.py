"""Budgets of the page: bytes over the wire, and names that never change under Django's own hashing."""

import gzip
import re
from pathlib import Path

import pytest

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("eprimo.css", 20_000),
        ("eprimo.js", 30_000),
        ("icons.svg", 6_000),
        ("sw.js", 12_000),
        # Of the page that joins files, alone.
        ("sending.js", 18_000),
    ],
)
def test_weight_is_within_the_budget(name: str, most: int) -> None:
    assert len(gzip.compress((DIST / name).read_bytes(), 9)) <= most


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
    for built in ("eprimo.js", "sending.js"):
        assert re.search(r"\beval\(|new Function", (DIST / built).read_text(encoding="utf-8")) is None
