"""The living page of the components: all of them, in every skin and theme, and nowhere in production."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from eprimo.devtools.look.views import SWITCHES
from eprimo.ui.screens import component_names
from tests.ui.templates import components

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "eprimo" / "devtools" / "look" / "templates" / "look"


@pytest.fixture
def page(settings: Any, client: Client) -> Any:
    settings.ROOT_URLCONF = "eprimo.devtools.look.urls"
    return lambda query="": client.get(f"/apercu/{query}")


# Pieces that other components are made of, and those of the frame, which stands around the page.
WITHIN = {
    "animal", "apart", "author", "brand", "child", "csrf", "done", "field_texts", "isolated", "menu",
    "menu_add", "menu_item", "optional", "phone", "quoting", "rest", "scene",
}  # fmt: skip


def test_every_component_is_shown() -> None:
    shown = {name for template in PAGES.glob("*.html") for name, _ in components(template)}
    assert set(component_names()) - shown - WITHIN == set()


@pytest.mark.parametrize("name", SWITCHES)
def test_every_switch_shows_on_the_page(page: Any, name: str) -> None:
    _, _, values = SWITCHES[name]
    for value in values:
        text = page(f"?{name}={value}").content.decode()
        assert text.count('aria-current="true"') >= len(SWITCHES)
        head = text.split("<head>")[0]
        usual = value in {"", "defaut"} or (name, value) == ("taille", "normal")
        assert (f'data-ep-{name}="{value}"' in head) != usual


def test_an_unknown_value_is_the_usual_one(page: Any) -> None:
    answer = page("?habillage=violet&theme=%22%3E")
    assert answer.status_code == 200
    assert 'data-ep-habillage="standard"' in answer.content.decode()


def test_the_product_has_no_such_page(client: Client) -> None:
    from eprimo.config.settings import base

    assert not any("devtools" in app for app in base.INSTALLED_APPS)
    assert django_settings.ROOT_URLCONF == "eprimo.config.urls"
    assert client.get("/apercu/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("look:components")
