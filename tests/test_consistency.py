"""Things that must hold over the whole project, whoever writes the next part."""

import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel.copy_chapters import Viewpoint, chapters, left_out
from eprimo.foundation.kernel.rights import POLICIES
from eprimo.foundation.kernel.services import discover, retentions
from eprimo.foundation.kernel.table_rules import DataOf
from eprimo.ui.screens import component_names

ROOT = Path(settings.BASE_DIR)
OURS = [config for config in apps.get_app_configs() if config.name.startswith("eprimo.")]
MODELS = [model for config in OURS for model in config.get_models()]


def _data_of(model: type[models.Model]) -> DataOf | None:
    return getattr(model, "data_of", None)


def _templates() -> list[Path]:
    # The demo's own templates are installed with the demo only, and tested there.
    found = (ROOT / "eprimo").rglob("*.html")
    return [path for path in found if "templates" in path.parts and "devtools" not in path.parts]


def _name(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("templates") + 1 :])


def routes(resolver: URLResolver | None = None, prefix: str = "") -> dict[str, URLPattern]:
    """Every named address of the product: {« app:page »: pattern}."""
    found: dict[str, URLPattern] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            found |= routes(entry, inner)
        else:
            found[f"{prefix}{entry.name}"] = entry
    return found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_personal_data_has_a_retention(model: type[models.Model]) -> None:
    discover()
    declared = {line.model for line in retentions()}
    label = model._meta.label
    if _data_of(model) is DataOf.NOBODY:
        assert label not in declared
        named = [f.name for f in model._meta.get_fields() if f.is_relation and f.related_model is Person]
        assert [name for name in named if not name.startswith("set_by")] == []
        return
    assert label in declared, (
        f"{label} holds personal data: say in its service.py or retention.py how long and why, or on the model that "
        "it does not (data_of)."
    )


def test_personal_data_is_in_a_copy_or_says_why_not() -> None:
    """Rule 5 of the rights page: whoever keeps something of people gives it back, or says why it is left out."""
    discover()
    told = {model for chapter in chapters() for model in chapter.models}
    silent = [line.model for line in left_out()]
    kept = {line.model for line in retentions()}
    missing = sorted(kept - told - set(silent))
    assert missing == [], (
        "Say in the exports.py of their app what a copy of one's own data holds of them, or why not."
    )
    assert sorted((told | set(silent)) - kept) == [], "No such kept data."
    assert sorted(told & set(silent)) == []
    assert len(silent) == len(set(silent))


def test_chapters_of_a_copy_are_whole() -> None:
    keys = [chapter.key for chapter in chapters()]
    assert len(keys) == len(set(keys))
    for chapter in chapters():
        assert chapter.viewpoints, chapter.key
        assert chapter.title, chapter.key
        assert chapter.words, chapter.key
        assert len({item.key for item in chapter.items}) == len(chapter.items), chapter.key
        if Viewpoint.PUPIL in chapter.viewpoints:
            assert chapter.child_title, f"{chapter.key}: a child reads it: say it in a child's words"
            assert chapter.child_words, chapter.key


def test_declared_retentions_name_columns_that_exist() -> None:
    discover()
    for line in retentions():
        model = apps.get_model(line.model)
        for column in line.columns:
            model._meta.get_field(column)
        assert line.kept
        assert line.why


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_contents_and_facts_say_their_school(model: type[models.Model]) -> None:
    if _data_of(model) is not None:
        assert isinstance(_data_of(model), DataOf)
        return
    school = model._meta.get_field("school")
    assert school.related_model is School
    assert not school.null


def test_every_address_has_a_name_and_no_sequential_number() -> None:
    for name, pattern in routes().items():
        assert not name.endswith("None"), f"{pattern.pattern} has no name"
        assert "<int:" not in str(pattern.pattern), f"{name} carries a number: use public_id"


def test_every_template_is_used() -> None:
    """`test_templates` compiles them."""
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*(ROOT / "eprimo").rglob("*.py"), *_templates()]
        if "__pycache__" not in path.parts
    )
    # The kit of layouts and components is used from its page of documentation on.
    sources += (ROOT / "docs" / "ui.md").read_text(encoding="utf-8")
    names = [_name(path) for path in _templates()]
    by_django = re.compile(r"(400|403|404|500)\.html|errors/\d+\.html")
    assert [name for name in names if name not in sources and not by_django.fullmatch(name)] == []
    called = set(re.findall(r"\b(\w+)\(", sources))
    assert sorted(set(component_names()) - called) == []


def test_acts_are_named_alike() -> None:
    for act in POLICIES:
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+\.[a-z_]+", act), act


def test_string_foreign_keys_follow_the_layers() -> None:
    order = [
        "kernel",
        "directory",
        "accounts",
        "classroom",
        "access",
        "content",
        "notifications",
        "conversations",
        "intake",
        "privacy",
    ]
    for model in MODELS:
        label = model._meta.app_label
        if label not in order:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                target = field.related_model._meta.app_label
                assert order.index(target) <= order.index(label), f"{model._meta.label}.{field.name}"


def test_the_environment_page_names_every_variable() -> None:
    page = (ROOT / "docs" / "environment.md").read_text(encoding="utf-8")
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("eprimo/config", "eprimo/devtools")
        for path in (ROOT / folder).rglob("*.py")
    )
    used = set(re.findall(r"""["'](EPRIMO_[A-Z_]+|DATABASE_(?:OWNER_)?URL|PORT)["']""", code))
    missing = sorted(name for name in used if name not in page)
    assert missing == []


def test_few_pictures_are_kept() -> None:
    """Pictures of screens are made when they are looked at; only those that a guide shows stay, 60 at most."""
    listed = subprocess.run(
        ["git", "ls-files", "*.png"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    pictures = listed.stdout.split()
    written = "".join(
        page.read_text(encoding="utf-8") for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]
    )
    unused = [name for name in pictures if name.startswith("docs/") and Path(name).name not in written]
    assert len(pictures) <= 60
    assert not unused, "No page shows these pictures"


def test_each_decision_stands_in_the_index_once() -> None:
    """And the index names no file that is not there."""
    folder = ROOT / "docs" / "decisions"
    index = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert sorted(index) == sorted(one.name for one in folder.glob("0*.md"))


CONVENTION = (ROOT / "docs" / "convention.md").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
TABLES = [line.strip("| ").split(" | ") for line in CONVENTION.splitlines() if line.startswith("| ")]


def test_what_the_convention_obliges_to_is_numbered_and_five_have_no_page() -> None:
    """What is not kept whole is told, by its number, beneath the tables; and nothing else is."""
    obliging = [row for row in TABLES if len(row) == 6 and row[0].isdigit()]
    assert [row[0] for row in obliging] == [str(number) for number in range(1, 43)]
    assert {row[4] for row in obliging} <= {"tenu", "en partie", "sans page"}
    bare = [row for row in obliging if row[4] == "sans page"]
    promises = re.findall(r"\*\*(.+?)\*\*", " ".join(row[1] for row in bare))
    assert promises == ["disponibilité", "évolution", "formation", "évaluation", "assistance"]
    assert [row for row in obliging if (row[3], row[5]) == ("–", "–")] == bare
    assert [row[0] for row in TABLES if len(row) == 2 and row[0].isdigit()] == [row[0] for row in bare]
    partly = [row[0] for row in obliging if row[4] == "en partie"]
    assert re.findall(r"^- \*\*(\d+)\*\*", CONVENTION, re.MULTILINE) == partly


def test_each_obligation_of_the_convention_names_a_page_and_a_test_that_are_there() -> None:
    """The page by its route and the words of the screen that lead to it; the test by its name and its file."""
    screens = "\n".join(
        path.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
        for path in [*(ROOT / "eprimo").rglob("*.py"), *_templates()]
    )
    known = routes()
    kept = [row for row in TABLES if len(row) in {4, 6} and row[-1].startswith("[")]
    assert len(kept) == 43
    for row in kept:
        way, proofs = row[2 if len(row) == 4 else 3], re.findall(r"\[([^]]+)\]\(\.\./([^)]+)\)", row[-1])
        pages = re.findall(r"`([^`]+)`", way)
        assert pages, row[0]
        assert set(pages) <= set(known), row[0]
        words = re.split(r" › |, (?:et|puis) | ?`[^`]+`", way)
        assert [one for one in words if one[:1].isupper() and one not in screens] == [], row[0]
        for name, path in proofs:
            tests = (ROOT / path).read_text(encoding="utf-8")
            assert f"def test_{name.replace(' ', '_')}(" in tests, f"{row[0]}: {name}"
