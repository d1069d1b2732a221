"""Every template of the product: what the CSP, the reader without scripts and the sheet of icons ask."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import nodes

from eprimo.devtools.messages.in_templates import in_template
from eprimo.ui import pictures
from eprimo.ui.screens import engine
from tests.ui.templates import (
    LIBRARY,
    MAILS,
    ROOT,
    TEMPLATES,
    components,
    name_of,
    text_of,
    texts_given,
    tree_of,
)

DIST = ROOT / "frontend" / "dist"
# Parts of pages: included pieces (`_name.html`), layouts.
PART_FOLDERS = {"ui", "layouts", "partials"}
# A file that people keep stands alone, in no layout of ours.
ALONE = {"privacy/copy.html"}

FORBIDDEN = {
    "an inline script": r"<script(?![^>]*\ssrc=)[^>]*>",
    "an inline style sheet": r"<style\b",
    "a style attribute": r"\sstyle\s*=",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "hx-on": r"\bhx-on\b",
    "an evaluated expression": r"[\"'](?:js|javascript):",
    "a filter of events, which needs eval": r"hx-trigger=\"[^\"]*\[",
    "values computed in the page": r"\bhx-(?:vals|headers)\b",
    "an extension's element or attribute": r"<hx-|\bhx-(?:live|ext|sse|ws|ptag|config)\b",
    "attributes as Python writes them: use rest": r"\{\{\s*attrs\s*\}\}",
    "text trusted without reason: escape it": r"\|\s*safe\b|\{%-?\s*autoescape\s+false",
    "a tag of Django’s templates": r"\{%\s*(?:load|translate|blocktranslate|url|csrf_token|comment)\b|<c-[a-z]",
}


def is_part(path: Path) -> bool:
    folders = set(Path(name_of(path)).parts[:-1])
    return (
        name_of(path) in ALONE or path == LIBRARY or path.name.startswith("_") or bool(PART_FOLDERS & folders)
    )


def chain_of(path: Path) -> Iterator[str]:
    """The texts of a page and of what it extends, as far as the names are written out."""
    text = text_of(path)
    yield text
    parent = re.search(r"\{%\s*extends\s+[\"']([^\"']+)[\"']", text)
    if parent:
        found = [other for other in TEMPLATES if name_of(other) == parent.group(1)]
        assert found, f"{name_of(path)} extends {parent.group(1)}, which does not exist"
        yield from chain_of(found[0])


def test_templates_hold_nothing_forbidden() -> None:
    faults = [
        f"{name_of(path)} holds {what}: {found.group(0)!r}"
        for path in TEMPLATES
        for what, pattern in FORBIDDEN.items()
        if not (name_of(path) in ALONE and what == "an inline style sheet")
        if (found := re.search(pattern, text_of(path), flags=re.IGNORECASE))
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("an inline script", "<script>go()</script>"),
        ("an inline style sheet", "<style>p{}</style>"),
        ("a style attribute", '<p style="color:red">'),
        ("an event attribute", '<a href="#" onclick="go()">'),
        ("hx-on", '<a hx-on:click="go()">'),
        ("an evaluated expression", '<a href="javascript:go()">'),
        ("a filter of events, which needs eval", '<a hx-trigger="click[ctrlKey]">'),
        ("values computed in the page", """<a hx-vals='js:{a: 1}'>"""),
        ("an extension's element or attribute", '<hx-partial hx-target="#a">'),
        ("attributes as Python writes them: use rest", "<a {{ attrs }}>"),
        ("text trusted without reason: escape it", "{{ note.text|safe }}"),
        ("text trusted without reason: escape it", "{% autoescape false %}"),
        ("a tag of Django’s templates", "{% load i18n %}"),
    ],
)
def test_linter_sees_what_it_forbids(what: str, text: str) -> None:
    assert re.search(FORBIDDEN[what], text, flags=re.IGNORECASE)


def test_templates_compile() -> None:
    for path in [*TEMPLATES, *MAILS]:
        engine().env.compile(path.read_text(encoding="utf-8"), name_of(path))


def test_pages_stand_in_a_layout_with_a_title_of_their_own() -> None:
    faults = []
    for path in TEMPLATES:
        if is_part(path):
            continue
        texts = list(chain_of(path))
        if not re.search(r"\{%\s*extends\s+(?:shell\.)?layout\b", texts[-1]) and "<title>" not in texts[-1]:
            faults.append(f"{name_of(path)} extends no layout")
        own = [text for text in texts if "<title>" not in text]
        if not any(re.search(r"\{%\s*block title\s*%\}\s*\S", text) for text in own):
            faults.append(f"{name_of(path)} has no title")
    assert faults == []


def test_forms_that_post_carry_their_token() -> None:
    form = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", flags=re.DOTALL | re.IGNORECASE)
    faults = [
        f"{name_of(path)}: {found[:80]}"
        for path in TEMPLATES
        for found in form.findall(text_of(path))
        if "{{ c.csrf() }}" not in found and not (path == LIBRARY and "{{ csrf() }}" in found)
    ]
    assert faults == []


def test_page_updates_stand_in_components() -> None:
    """Few places to change on the day htmx does: pages and pieces ask a component (`swap`, `c.poll`)."""
    # `hx-ignore` stands around texts of people: htmx reads nothing in there.
    faults = [
        f"{name_of(path)} holds {found.group(0)!r}"
        for path in TEMPLATES
        if path != LIBRARY
        and (found := re.search(r"(?<![\w-])(?:data-)?hx-(?!ignore\b)[a-z]+", text_of(path)))
    ]
    assert faults == []


# Component -> the names of what it takes.
MACROS = {node.name: [one.name for one in node.args] for node in tree_of(LIBRARY).find_all(nodes.Macro)}


def test_components_exist_and_take_what_they_are_given() -> None:
    """A misspelt argument raises when its page is drawn; here also on a page that no test draws."""
    faults = []
    for path in TEMPLATES:
        for name, call in components(path):
            if name not in MACROS:
                faults.append(f"{name_of(path)}:{call.lineno} there is no {name}")
                continue
            taken = MACROS[name]
            unknown = {one.key for one in call.kwargs} - set(taken) | set(
                map(str, range(len(taken), len(call.args)))
            )
            faults += [f"{name_of(path)}:{call.lineno} {name} takes no {one}" for one in sorted(unknown)]
    assert faults == []


# Marks, and how many texts each begins with.
MARKS = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}


def test_only_words_that_are_written_out_are_translated_by_a_mark() -> None:
    """What a mark gives is markup of ours: a variable goes through the filter `translated`, which is escaped."""
    faults = [
        f"{name_of(path)}:{call.lineno}"
        for path in [*TEMPLATES, *MAILS]
        for call in tree_of(path).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
        if not all(isinstance(one, nodes.Const) for one in call.args[: MARKS.get(call.node.name, 0)])
    ]
    assert faults == []


def test_french_is_written_with_its_apostrophe() -> None:
    faults = [
        f"{name_of(path)}: {message.text}"
        for path in [*TEMPLATES, *MAILS]
        for message in in_template(path.read_text(encoding="utf-8"))
        if re.search(r"\w'\w", message.text + message.plural)
    ]
    assert faults == []


def test_static_files_exist() -> None:
    folders = [DIST, *(ROOT / "eprimo").glob("**/static")]
    faults = [
        f"{name_of(path)}: {name}"
        for path in TEMPLATES
        for name in re.findall(r"\bstatic\(\"([^\"]+)\"\)", text_of(path))
        if not any((folder / name).is_file() for folder in folders)
    ]
    assert faults == [], "build the front end first"


def test_icons_scenes_and_pictures_exist() -> None:
    icons = set(re.findall(r'id="([^"]+)"', (DIST / "icons.svg").read_text(encoding="utf-8")))
    emojis = {file.stem for file in (DIST / "emoji").glob("*.svg")}
    faults = []
    for path in TEMPLATES:
        text, name = text_of(path), name_of(path)
        drawn = set(texts_given(path, "icon", "name", 0)) | set(re.findall(r"\bicon=\"([^\"]+)\"", text))
        faults += [f"{name}: no icon {one}" for one in sorted(drawn - icons - {"l"})]
        scenes = set(texts_given(path, "scene", "name", 0)) | set(re.findall(r"\bscene=\"([^\"]+)\"", text))
        faults += [f"{name}: no scene {one}" for one in sorted(scenes - set(pictures.SCENES))]
        shown = set(re.findall(r"\b(?:emoji\(|picture=)\"([^\"]+)\"", text))
        faults += [f"{name}: no picture {one}" for one in sorted(shown - emojis)]
        animals = set(re.findall(r"\banimal=\"([^\"]+)\"", text))
        faults += [f"{name}: no animal {one}" for one in sorted(animals - set(pictures.ANIMALS))]
        # A child's own choice is in `seed`; the author of a tile is an adult.
        if re.search(r"(?<!from_)\bseed=[\w.]*public_id", text):
            faults.append(f"{name} draws another animal")
    assert faults == []


def test_every_drawing_of_the_code_exists() -> None:
    files = [file for file, _, _ in (*pictures.PRIMO.values(), *pictures.SCENES.values())]
    missing = [file for file in files if not (DIST / "art" / file).is_file()]
    sheet = (DIST / "animals.svg").read_text(encoding="utf-8")
    missing += [animal for animal in pictures.ANIMALS if f'id="{animal}"' not in sheet]
    assert missing == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "si-plus-tard" in text_of(path)], ids=name_of)
def test_a_day_to_come_is_hidden_until_later_is_chosen(path: Path) -> None:
    """The style sheet hides it in a form of that class, without script."""
    form = re.search(r"<form\b[^>]*class=\"([^\"]*)\"(?:(?!</form>).)*si-plus-tard", text_of(path), re.DOTALL)
    assert form is not None
    assert re.search(r"\benvoi\b", form[1])
