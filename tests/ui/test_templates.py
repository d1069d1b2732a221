"""Every template of the product, read as text: what the CSP, the reader without scripts and the sheet of icons ask."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template

from eprimo.ui import pictures

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "frontend" / "dist"
# E-mails carry their own styles, since mail programs drop linked ones; no page is made of them.
TEMPLATES = sorted(p for p in (ROOT / "eprimo").glob("**/templates/**/*.html") if p.parent.name != "mail")
COTTON = ROOT / "eprimo" / "ui" / "templates" / "cotton"
# Parts of pages: components, included pieces (`_name.html`), layouts.
PART_FOLDERS = {"cotton", "ui", "layouts", "partials"}

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
    "attributes without escaping: use {% ep_attrs attrs %}": r"\{\{\s*attrs\s*\}\}",
    "text trusted without reason: escape it": r"\|\s*safe\b|\{%\s*autoescape\s+off",
    "a colon attribute with a text inside, which is evaluated": r"\s:[\w-]+=[\"']\{\{",
    "a straight apostrophe in French text": r"\{% translate \"[^\"]*\w'\w[^\"]*\"",
}


def name_of(path: Path) -> str:
    """« liaison/list.html » for the file of an app's templates."""
    return path.as_posix().split("/templates/", 1)[1]


def text_of(path: Path) -> str:
    """The template without its comments, which may name what is forbidden."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\{%\s*comment\s*%\}.*?\{%\s*endcomment\s*%\}|\{#.*?#\}", "", text, flags=re.DOTALL)


# A file that people keep: it stands alone, in no layout of ours.
ALONE = {"privacy/copy.html"}


def is_part(path: Path) -> bool:
    return (
        name_of(path) in ALONE
        or path.name.startswith("_")
        or bool(PART_FOLDERS & set(Path(name_of(path)).parts[:-1]))
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


everyone = pytest.mark.parametrize("path", TEMPLATES, ids=name_of)


@everyone
def test_template_holds_nothing_forbidden(path: Path) -> None:
    text = text_of(path)
    for what, pattern in FORBIDDEN.items():
        found = re.search(pattern, text, flags=re.IGNORECASE)
        assert found is None, f"{name_of(path)} holds {what}: {found.group(0)!r}"


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
        ("attributes without escaping: use {% ep_attrs attrs %}", "<a {{ attrs }}>"),
        ("text trusted without reason: escape it", "{{ note.text|safe }}"),
        ("a colon attribute with a text inside, which is evaluated", '<c-note :title="{{ title }}" />'),
        ("a straight apostrophe in French text", """{% translate "L'école" %}"""),
    ],
)
def test_linter_sees_what_it_forbids(what: str, text: str) -> None:
    assert re.search(FORBIDDEN[what], text, flags=re.IGNORECASE)


# Those of the demo are in no app of the tests: test_demo_start serves them.
@pytest.mark.parametrize("path", [path for path in TEMPLATES if "devtools" not in path.parts], ids=name_of)
def test_template_compiles(path: Path) -> None:
    assert get_template(name_of(path)).template.nodelist is not None


@pytest.mark.parametrize("path", [path for path in TEMPLATES if not is_part(path)], ids=name_of)
def test_page_stands_in_a_layout_with_its_own_title(path: Path) -> None:
    texts = list(chain_of(path))
    variable = re.search(r"\{%\s*extends\s+(?:shell\.)?layout\b", texts[-1])
    assert variable or "<title>" in texts[-1], f"{name_of(path)} extends no layout"
    own = [text for text in texts if "<title>" not in text]
    assert any(re.search(r"\{%\s*block title\s*%\}\s*\S", text) for text in own), (
        f"{name_of(path)} has no title"
    )


@everyone
def test_form_that_posts_carries_its_token(path: Path) -> None:
    for form in re.findall(
        r"<form\b[^>]*method=\"post\".*?</form>", text_of(path), flags=re.DOTALL | re.IGNORECASE
    ):
        assert "{% csrf_token %}" in form, f"{name_of(path)}: {form[:80]}"


@everyone
def test_page_updates_stand_in_components(path: Path) -> None:
    """Few places to change on the day htmx does: pages and pieces ask a component (`swap`, `c-poll`)."""
    if COTTON not in path.parents:
        # `hx-ignore` stands around texts of people: htmx reads nothing in there.
        found = re.search(r"(?<![\w-])(?:data-)?hx-(?!ignore\b)[a-z]+", text_of(path))
        assert found is None, f"{name_of(path)} holds {found.group(0)!r}"


@everyone
def test_components_exist(path: Path) -> None:
    used = set(re.findall(r"<c-([a-z][\w.-]*)", text_of(path))) - {"vars", "slot"}
    known = {file.relative_to(COTTON).with_suffix("").as_posix() for file in COTTON.glob("**/*.html")}
    unknown = {name for name in used if name.replace("-", "_").replace(".", "/") not in known}
    assert not unknown, f"{name_of(path)} uses {unknown}"


@everyone
def test_static_files_exist(path: Path) -> None:
    for name in re.findall(r"\{%\s*(?:ep_)?static\s+[\"']([^\"']+)[\"']", text_of(path)):
        folders = [DIST, *(ROOT / "eprimo").glob("**/static")]
        assert any((folder / name).is_file() for folder in folders), (
            f"{name_of(path)}: {name}; build the front end first"
        )


@everyone
def test_icons_scenes_and_pictures_exist(path: Path) -> None:
    text = text_of(path)
    drawn = set(re.findall(r'id="([^"]+)"', (DIST / "icons.svg").read_text(encoding="utf-8")))
    icons = set(re.findall(r"\bep_icon \"([^\"{]+)\"|\sicon=\"([^\"{]+)\"|<c-icon name=\"([^\"{]+)\"", text))
    unknown = {name for group in icons for name in group if name} - drawn
    assert not unknown, f"{name_of(path)}: no such icon: {unknown}"
    assert set(re.findall(r"\sscene=\"([^\"{]+)\"|ep_scene \"([^\"]+)\"", text)) <= {
        pair for scene in pictures.SCENES for pair in ((scene, ""), ("", scene))
    }
    for picture in re.findall(r"\spicture=\"([^\"{]+)\"", text):
        assert (DIST / "emoji" / f"{picture}.svg").is_file(), f"{name_of(path)}: {picture}"
    for animal in re.findall(r"\sanimal=\"([^\"{]+)\"", text):
        assert animal in pictures.ANIMALS, f"{name_of(path)}: {animal}"
    # A child's own choice is in `seed`; the author of a tile is an adult.
    assert not re.search(r"\sseed=\"?[\w.]*public_id", text), f"{name_of(path)} draws another animal"


def test_every_drawing_of_the_code_exists() -> None:
    files = [file for file, _, _ in (*pictures.PRIMO.values(), *pictures.SCENES.values())]
    missing = [file for file in files if not (DIST / "art" / file).is_file()]
    sheet = (DIST / "animals.svg").read_text(encoding="utf-8")
    missing += [animal for animal in pictures.ANIMALS if f'id="{animal}"' not in sheet]
    assert missing == []


def test_undefined_variables_show_in_tests() -> None:
    """The guard the other tests lean on: a forgotten variable is seen, never silently empty."""
    assert "INCONNUE" in engines["django"].from_string("{{ nobody }}").render({})
