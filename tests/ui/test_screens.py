"""The engine of screens: what it escapes, what it refuses, what it keeps."""

import logging
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.template import engines
from django.utils import translation
from jinja2.exceptions import UndefinedError

from eprimo.ui import screens
from eprimo.ui.languages import speaking

type Draw = Callable[..., str]
EVIL = '"><script>alert(1)</script>'


@pytest.fixture
def draw(page_request: Callable[..., HttpRequest]) -> Draw:
    """`draw(source, request=…, **context)`: a template written in a test."""

    def as_text(source: str, request: HttpRequest | None = None, **context: Any) -> str:
        return str(engines["screens"].from_string(source).render(context, request or page_request()))

    return as_text


def lenient(source: str, **context: Any) -> str:
    """As in production."""
    env = screens.environment(loader=engines["screens"].env.loader)
    return env.from_string(source).render(context)


# --- what people wrote, and what we write ---


def test_text_of_people_is_escaped_everywhere(draw: Draw) -> None:
    sources = (
        "{{ evil }}", "{{ c.badge(evil) }}", "{% call c.badge() %}{{ evil }}{% endcall %}", "{{ evil ~ evil }}",
        "{{ _('Bonjour %(name)s', name=evil) }}", "{% trans name=evil %}Bonjour {{ name }}{% endtrans %}",
        "{% trans n=2, name=evil %}un {{ name }}{% pluralize %}{{ n }} {{ name }}{% endtrans %}",
        "{% set kept %}{{ evil }}{% endset %}{{ kept }}", "{{ evil|translated }}", "{{ [evil, evil]|join(', ') }}",
        "{{ c.rest({'title': evil}) }}", "{{ evil|linebreaksbr }}",
    )  # fmt: skip
    for source in sources:
        said = draw(source, evil=EVIL)
        assert "<script" not in said, source
        assert "alert(1)" in said, source


def test_words_are_those_of_the_language_and_found_once(draw: Draw) -> None:
    for language in ("fr", "en", "ar", "fr"):
        with speaking(language):
            assert draw('{{ _("Écouter") }}') == translation.gettext("Écouter")
    assert draw('{{ _("50 %") }}{% trans %}, 50 %{% endtrans %}') == "50 %, 50 %"
    with speaking("en"):
        assert draw('{{ pgettext("enfants", "Tous") }}') == translation.pgettext("enfants", "Tous")


def test_words_of_a_mail_in_plain_text_are_not_escaped() -> None:
    source = "{% autoescape false %}{{ _('Bonjour %(name)s', name=name) }}{% endautoescape %}"
    assert engines["screens"].from_string(source).render({"name": "Anne & Paul"}) == "Bonjour Anne & Paul"


def test_what_a_view_gives_stands_before_what_every_page_has(draw: Draw) -> None:
    assert draw("{{ shell }}{{ messages }}", shell="une", messages="deux") == "unedeux"


# --- what a template may not do ---


@pytest.mark.parametrize(
    "source",
    [
        "{{ nobody }}", "{% for one in nobody %}{% endfor %}", "{{ thing.nobody }}", "{% if thing.nobody %}{% endif %}",
        "{% if nobody == 1 %}{% endif %}", "{{ nobody.name }}", "{{ c.buton('Oui') }}",
    ],
)  # fmt: skip
def test_a_name_that_nobody_gave_is_a_fault(draw: Draw, source: str) -> None:
    with pytest.raises(UndefinedError):
        draw(source, thing=SimpleNamespace(name="y"))


def test_what_may_be_absent_may_be_asked_for(draw: Draw) -> None:
    source = "{% if nobody or none_.name or mapping.nobody %}oui{% else %}non{% endif %}"
    assert draw(source, none_=None, mapping={}) == "non"


@pytest.mark.parametrize(
    "source", ["{{ thing.said }}", "{% if thing.said %}{% endif %}", "{% for a in m.items %}{% endfor %}"]
)
def test_a_method_that_is_not_called_is_a_fault(draw: Draw, source: str) -> None:
    class Thing:
        def said(self) -> str:
            return "oui"

    with pytest.raises(TypeError, match="does not call it"):
        draw(source, thing=Thing(), m={})
    assert (
        draw("{{ thing.said() }}{% for a in m.items() %}{{ a[0] }}{% endfor %}", thing=Thing(), m={1: 2})
        == "oui1"
    )


@pytest.mark.parametrize("value", [None, 1.5, Decimal("1.50"), True])
def test_a_value_that_languages_write_in_their_own_way_needs_a_filter(draw: Draw, value: object) -> None:
    with pytest.raises(TypeError, match="use a filter"):
        draw("{{ value }}", value=value)


@pytest.mark.parametrize(
    "source", ["{{ c.badge('a', tonne='ok') }}", "{{ c.back(hrf='/') }}", "{{ c.icon('x', 'l', true, 1) }}"]
)
def test_a_misspelt_argument_of_a_component_is_a_fault(draw: Draw, source: str) -> None:
    with pytest.raises(TypeError):
        draw(source)


def test_people_at_work_get_the_page_and_the_log_gets_the_name(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="eprimo.ui.missing_variables"):
        assert lenient("a{{ nobody }}{{ thing.nobody.name }}b", thing=SimpleNamespace(name="Léa")) == "ab"
    assert "nobody, which nobody gave" in caplog.text
    assert "Léa" not in caplog.text


def test_two_apps_never_name_one_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = [
        SimpleNamespace(__name__="one", FILTERS={"own": str}),
        SimpleNamespace(__name__="two", FILTERS={"own": str}),
    ]
    monkeypatch.setattr(screens, "_templating", lambda: twice)
    with pytest.raises(ImproperlyConfigured, match="two names again what others name: own"):
        screens.environment(loader=engines["screens"].env.loader)


# --- forms ---


def test_the_token_of_a_page_is_masked_once_and_differs_from_page_to_page(
    draw: Draw, page_request: Any
) -> None:
    request = page_request()
    source = "{{ c.csrf() }}{{ c.post('Oui', action='/') }}{% call c.form(action='/') %}{% endcall %}"
    tokens = [
        re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', draw(source, request)) for _ in range(2)
    ]
    assert [len(one) for one in tokens] == [3, 3]
    assert [len(set(one)) for one in tokens] == [1, 1]
    assert tokens[0] != tokens[1]


def test_a_piece_without_request_has_no_token() -> None:
    assert engines["screens"].from_string("{{ c.csrf() }}").render({}) == ""


# --- compiled templates ---


def environment(folder: Path, source: str, **options: Any) -> jinja2.Environment:
    loader = jinja2.ChoiceLoader([jinja2.DictLoader({"a.html": source}), engines["screens"].env.loader])
    return screens.environment(bytecode=str(folder), loader=loader, **options)


def test_a_template_is_compiled_once_for_each_kit(tmp_path: Path) -> None:
    for expected in (2, 2):
        assert environment(tmp_path, "{{ 1 }}").get_template("a.html").render() == "1"
        assert len(list(tmp_path.iterdir())) == expected
    # Another text is another code under the same name; another kit has files of its own.
    assert environment(tmp_path, "{{ 2 }}").get_template("a.html").render() == "2"
    assert len(list(tmp_path.iterdir())) == 2
    environment(tmp_path, "{{ 2 }}", strict=True).get_template("a.html")
    assert len(list(tmp_path.iterdir())) == 4


def test_code_that_is_kept_changes_with_a_piece(tmp_path: Path) -> None:
    def shown(piece: str) -> str:
        pieces = {
            "a.html": 'Ici {% include "b.html" %}',
            "b.html": 'et {% include "c.html" %}',
            "c.html": piece,
        }
        loader = jinja2.ChoiceLoader([jinja2.DictLoader(pieces), engines["screens"].env.loader])
        return screens.environment(bytecode=str(tmp_path), loader=loader).get_template("a.html").render()

    assert shown("là") == "Ici et là"
    assert shown("ailleurs") == "Ici et ailleurs"


def test_a_folder_that_takes_nothing_is_read_or_left(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.write_text("a file stands where the folder would")
    assert environment(closed, "{{ 1 }}").get_template("a.html").render() == "1"
