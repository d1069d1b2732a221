"""How far each style sheet reaches. All of them are read by every page: a rule of one page is kept from the others by
the names it begins at, and these are looked for in the templates."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.ui.stylesheets import STYLES, declarations

ROOT = STYLES.parents[2]
HOUSE = ROOT / "eprimo"
# The sheets of one folder of templates. The others are of the house: any page may use what they draw.
OF_PAGES = {
    "absence.css": "services/attendance",
    "agenda.css": "services/agenda",
    "homework.css": "services/homework",
    "tasks.css": "console/consortium",
    "territory.css": "console/territory",
    "yard.css": "services/attendance",
}
# What stands on paper alone: its frame, and tables of a week or a month.
PAPER = (".papier", ".feuille", ".f-tete", ".evac", ".semaine ", ".mois-p")
_CLASS = re.compile(r"\.(-?[a-zA-Z][\w-]*)")


def _selectors(sheet: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each selector, with the rules around it."""
    seen = set()
    for one in declarations(sheet):
        *around, last = one.around
        for selector in re.split(r",(?![^(]*\))", last):
            found = tuple(around), selector.strip()
            if found not in seen and not last.startswith("@"):
                seen.add(found)
                yield found


def _folder(template: Path) -> str:
    parts = template.relative_to(HOUSE).parts
    return "/".join(parts[: parts.index("templates")])


def _users() -> dict[str, set[str]]:
    """Which folders use a class. What the workshop shows is a page of components."""
    found: dict[str, set[str]] = defaultdict(set)
    for template in HOUSE.rglob("*.html"):
        text = template.read_text("utf-8")
        for names in re.findall(r"\bclass=\"((?:[^\"{]|\{[^}]*\}+)*)\"|\bclass=([a-z\"' ~-]+)", text):
            for name in re.findall(r"[a-z][\w-]*", " ".join(names)):
                found[name].add(_folder(template))
    for script in (ROOT / "frontend" / "src").rglob("*.ts"):
        for name in re.findall(r"[a-z][\w-]*", script.read_text("utf-8")):
            found[name].add("frontend") if f".{name}" in script.read_text("utf-8") else None
    return {name: folders - {"devtools/look"} for name, folders in found.items()}


def test_a_sheet_of_one_page_reaches_no_other() -> None:
    """A rule of the homework on paper once drew the square of the agenda seventeen points wide."""
    users = _users()
    strays = [
        f"{name}: {selector}"
        for name, folder in OF_PAGES.items()
        for _, selector in _selectors((STYLES / name).read_text("utf-8"))
        if not any(users.get(one) == {folder} for one in _CLASS.findall(selector))
    ]
    assert strays == []


def test_what_is_drawn_for_paper_begins_at_a_sheet_of_paper() -> None:
    """The layer of print comes last and is stronger than all others: outside `@media print` it holds paper alone."""
    strays = [
        f"{path.name}: {selector}"
        for path in sorted(STYLES.glob("*.css"))
        for around, selector in _selectors(path.read_text("utf-8"))
        if "@layer print" in around
        and not any(rule.startswith("@media") and "print" in rule for rule in around)
        and not f"{selector} ".startswith(PAPER)
    ]
    assert strays == []
