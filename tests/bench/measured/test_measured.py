"""The whole bench at its smallest: paints on a slow phone, a morning of calls, photographs, imports."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.bench.measuring import measured

pytestmark = pytest.mark.when_changed("bench", "eprimo/devtools/generators", "requirements")

BROWSER = os.environ.get("BROWSER", "yes").lower() != "no"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All figures of one school, a fifth of a second a page."""
    options = [
        "--schools",
        "1",
        "--seconds",
        "0.2",
        "--aaf",
        "900",
        "--no-wall",
        "--morning",
        "1",
        "--photographs",
        "1",
    ]
    if not BROWSER:
        options.append("--no-browser")
    return measured(tmp_path_factory.mktemp("bench"), *options)


@pytest.mark.skipif(not BROWSER, reason="without a browser nothing is painted")
def test_the_first_pages_are_painted_on_a_slow_phone(written: dict[str, object]) -> None:
    paints = {line["page"]: line for line in written["sizes"]["1"]["paints"]}  # type: ignore[index]
    assert set(paints) == {
        "bare page",
        "home, pupil",
        "home, guardian",
        "note page, guardian",
        "home, teacher",
    }
    assert all(line["median"] > 0 and line["bytes"] > 0 for line in paints.values())
    assert paints["home, guardian"]["requests"] > paints["bare page"]["requests"]


def test_the_first_page_and_the_memory_of_connections_are_measured(written: dict[str, Any]) -> None:
    size = written["sizes"]["1"]
    assert [one["page"] for one in size["starts"]] == [
        f"home, {role}" for role in ("pupil", "guardian", "teacher", "director")
    ]
    assert all(one["first"] > 0 and one["later"] > 0 and not one["wrong"] for one in size["starts"])
    assert size["memory"] == sorted(size["memory"], reverse=True)
    assert size["memory"][-1] > 1


def test_a_morning_of_calls_beside_pages(written: dict[str, Any]) -> None:
    """Each class that is there is called once, through the whole of a process, and every page beside is answered."""
    morning = written["sizes"]["1"]["morning"]
    counts = {line["what"]: line["count"] for line in morning["lines"]}
    assert counts == {"sheet of a call": 6, "a call": 6, "what a call says": 6, "home, beside": 12}
    assert [line["wrong"] for line in morning["lines"]] == [{}] * 4
    assert all(0 < line["median"] <= line["p95"] for line in morning["lines"])
    assert "A morning: 6 calls" in written["said"]
    looked = written["sizes"]["1"]["looked"]
    assert looked["beside"]["count"] > 0
    assert looked["beside"]["wrong"] == {}
    assert "1 photographs of 5 MB" in written["said"]


@pytest.mark.whole
def test_nine_thousand_classes_in_twenty_minutes(tmp_path: Path) -> None:
    """Of an academy of 1,530 schools: no page takes 300 ms, save one in twenty, nor while a hundred photographs are
    looked at in two minutes."""
    written = measured(
        tmp_path, "--schools", "1530", "--only", "none", "--aaf", "0", "--no-import", "--no-browser", "--no-wall",
        "--morning", "1200", "--photographs", "100",
    )  # fmt: skip
    morning = written["sizes"]["1530"]["morning"]
    assert morning["calls"] == 9_000
    # The bare page, and what a connection holds, have budgets of their own.
    missed = [what for what in written["missed"] if "p95" in what or "photographs" in what]
    assert missed == []


def test_the_import_is_measured(written: dict[str, object]) -> None:
    assert written["import_onde"]["per_second"] > 0  # type: ignore[index]
    assert "import_onde" in str(written["said"])


def test_the_directory_of_an_academy_is_measured(written: dict[str, Any]) -> None:
    found, said = written["import_aaf"], written["said"]
    for word in ("full", "unchanged", "again", "delta"):
        assert found[word]["seconds"] > 0
        assert found[word]["memory_mb"] > 20
        assert f"  {word:10}" in said
    assert found["full"]["counts"]["pupils"]["created"] > 300
    assert found["unchanged"]["counts"]["pupils"]["unchanged"] == found["full"]["counts"]["pupils"]["created"]
    assert found["again"]["counts"] == found["unchanged"]["counts"]
    assert found["ratio"] > 1
    assert "full / floor" in said


def test_pages_and_a_search_are_measured_during_an_import(written: dict[str, Any]) -> None:
    found, said = written["import_aaf"], written["said"]
    assert found["search"]["found"] > 0
    assert "search by name over the academy: median" in said
    assert [line["page"] for line in found["felt"]["pages"]] == ["home, guardian", "note list, teacher"]
    for line in found["felt"]["pages"]:
        assert line["wrong"] == {}
        assert line["requests"] > 0
        assert line["during_p95"] > 0
