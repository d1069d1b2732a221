"""The glossary names what is in the code, and every model of what services stand on."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

GLOSSARY = (Path(__file__).parents[1] / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:4] for line in GLOSSARY.splitlines() if line.startswith("| ")]
NAMES = sorted(
    {name for _, code, meaning in ROWS for name in re.findall(r"`([\w.]+\.[\w]+)`", code + meaning)}
)
# Whoever adds a table to these says in one line what it is, in French too.
TOLD_WHOLE = {
    "access", "content", "conversations", "files", "liaison", "links", "news", "notifications", "occasions",
}  # fmt: skip


def test_it_has_rows() -> None:
    assert len(ROWS) > 60


@pytest.mark.parametrize("name", NAMES)
def test_each_name_stands_in_the_code(name: str) -> None:
    head, _, last = name.rpartition(".")
    if head in {config.label for config in apps.get_app_configs()} and last[0].isupper():
        apps.get_model(head, last)
    else:
        try:
            found = import_module(f"eprimo.foundation.{name}")
        except ModuleNotFoundError:
            found = getattr(import_module(f"eprimo.foundation.{head}"), last)
        assert found is not None


def test_each_model_of_the_kernel_of_contents_and_of_services_is_told() -> None:
    models = {
        f"{model._meta.app_label}.{model.__name__}"
        for model in apps.get_models()
        if model._meta.app_label in TOLD_WHOLE and model.__module__.startswith("eprimo.")
    }
    assert models - set(NAMES) == set()


def test_one_french_word_has_one_meaning() -> None:
    french = [row[0].strip() for row in ROWS if row[0].strip() not in {"–", "French", "---"}]
    assert len(french) == len(set(french))
