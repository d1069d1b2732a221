"""Nothing moves for whom movement makes ill: the device asks for less of it, or the page of comfort does.

Every duration is a measure of `tokens.css`, and each measure is nought when it is asked for. Read from the sheets: a
browser would say it of the pages that one opens, and of the rules that they happen to use.
"""

import re
from collections.abc import Iterator

import pytest

from tests.ui.stylesheets import FRONTEND, Declaration, built, declarations, written

LESS = "@media (prefers-reduced-motion: reduce)"
MAY_MOVE = "@media (prefers-reduced-motion: no-preference)"
COMFORT = ':root[data-ep-animations="non"]'

_MOVES = re.compile(r"(-\w+-)?(transition|animation)(-duration|-delay)?")
_TIME = re.compile(r"(?<![\w.-])[+-]?(\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?m?s\b")
_MEASURE = re.compile(r"var\((--[\w-]+)")


def _plain(rule: str) -> str:
    """A rule written one way, whether by hand or by the builder."""
    return re.sub(r"\s*([:()=,])\s*|[\"']", r"\1", rule.lower())


def _within(one: Declaration, rule: str) -> bool:
    return _plain(rule) in map(_plain, one.around)


def _last(value: str) -> bool:
    """Whether a value holds a time that lasts."""
    return any(map(float, _TIME.findall(value)))


def _layer(one: Declaration) -> str:
    return one.around[0] if one.around and one.around[0].startswith("@layer") else ""


def moves_in(sheet: str) -> Iterator[str]:
    """What would still move when less movement is asked for, in words."""
    every = list(declarations(sheet))
    for one in every:
        if _within(one, MAY_MOVE):
            continue
        if one.name == "scroll-behavior" and one.value != "auto":
            yield f"{one.around} scrolls slowly"
        if one.name == "animation-timeline" and one.value not in {"auto", "none"}:
            yield f"{one.around} moves with the page"
        if "@view-transition" in one.around and one.value != "none":
            yield f"{one.around} passes from page to page"
        if not _MOVES.fullmatch(one.name):
            continue
        if _last(one.value):
            yield f"{one.around} {one.name}: {one.value}"
        for measure in _MEASURE.findall(one.value):
            yield from _held(every, measure)


def _held(every: list[Declaration], measure: str) -> Iterator[str]:
    """A measure is nought where it is asked for, and nothing says otherwise after, elsewhere, or more strongly."""
    told = [one for one in every if one.name == measure]
    if not told or any(_MEASURE.search(one.value) for one in told):
        yield f"{measure} is nowhere, or made of another measure"
    lasting = [n for n, one in enumerate(told) if _last(one.value) and not _within(one, MAY_MOVE)]
    for switch in ((LESS, ":root"), (COMFORT,)):
        at = max((n for n, one in enumerate(told) if _is_nought(one, switch)), default=-1)
        for n in lasting:
            one = told[n]
            weaker = n < at and one.around[-1] == ":root" and "!" not in one.value
            if not weaker or _layer(one) != _layer(told[at]):
                yield f"{one.around} {measure}: {one.value} wins over {switch}"


def _is_nought(one: Declaration, switch: tuple[str, ...]) -> bool:
    """Under this switch, and under nothing else that may not be so."""
    around = one.around[1:] if _layer(one) else one.around
    return not _last(one.value) and list(map(_plain, around)) == list(map(_plain, switch))


@pytest.mark.parametrize("sheet", [written, built])
def test_nothing_moves_when_it_is_asked_for(sheet: object) -> None:
    text = sheet()  # type: ignore[operator]
    assert sum(bool(_MOVES.fullmatch(one.name)) for one in declarations(text)) >= 4
    assert list(moves_in(text)) == []


TOKENS = """@layer tokens { :root { --t: 120ms; --e: ease-out }
  :root[data-ep-animations="non"] { --t: 0ms } @media (prefers-reduced-motion: reduce) { :root { --t: 0ms } } }"""
RULE = "@layer comp { a { transition: color var(--t) var(--e) } }"


@pytest.mark.parametrize(
    "sheet",
    [
        RULE + TOKENS.replace("reduce", "no-preference"),
        RULE + TOKENS.replace("0ms } }", "10ms } }"),
        RULE + TOKENS.replace('[data-ep-animations="non"]', ""),
        RULE + TOKENS.replace(":root { --t: 0ms } }", ":root a { --t: 0ms } }"),
        RULE + TOKENS.replace('"non"', '"oui"'),
        RULE + TOKENS.replace("120ms", "120ms !important"),
        RULE + TOKENS.replace("@media", "@media print { @media") + "}",
        RULE + TOKENS + "@layer tokens { :root { --t: 1s } }",
        RULE + TOKENS + "@layer skin { .petits { --t: .3s } }",
        RULE + "@layer tokens { :root[data-x] { --t: 1s } }" + TOKENS,
        RULE + TOKENS.replace("--t: 120ms", "--t: var(--u); --u: 120ms"),
        TOKENS + "a { transition: color var(--nowhere) }",
        TOKENS + "a { transition: color var(--t), left .2s }",
        TOKENS + "a { -webkit-animation: turn 2s infinite }",
        TOKENS + "@media (hover: hover) { a { & b { animation-duration: 200ms } } }",
        TOKENS + "a { transition-delay: 1s; content: '}' }",
        TOKENS + "html { scroll-behavior: smooth }",
        TOKENS + "@view-transition { navigation: auto }",
        TOKENS + "a { animation: turn linear; animation-timeline: scroll() }",
    ],
)  # fmt: skip
def test_what_would_move_is_seen(sheet: str) -> None:
    assert list(moves_in(sheet)) != []


def test_what_holds_still_is_let_through() -> None:
    free = MAY_MOVE + " { a { transition: all 1s; scroll-behavior: smooth } }"
    assert (
        list(moves_in(TOKENS + RULE + free + "/* b { transition: all 1s } */ a { transition: none }")) == []
    )


def test_nothing_else_than_the_sheets_moves() -> None:
    """Neither a script nor a picture has movements of its own, which no rule would stop."""
    of_scripts = re.compile(r"\.animate\(|behavior:\s*[\"']smooth|startViewTransition|requestAnimationFrame")
    of_pictures = re.compile(r"<(animate|set)\b|@keyframes|\btransition\s*:|\banimation\s*:")
    files = dict.fromkeys((FRONTEND / "src").rglob("*.ts"), of_scripts)
    files |= {
        path: of_pictures for folder in ("public", "dist") for path in (FRONTEND / folder).rglob("*.svg")
    }
    assert len(files) > 40
    assert [path for path, moves in files.items() if moves.search(path.read_text("utf-8"))] == []
