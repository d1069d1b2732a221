"""The frame of pages: attributes of the skin, menu, account, messages, errors that need nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import messages
from django.template.loader import render_to_string

from eprimo.foundation.kernel.errors import NotVisible
from eprimo.ui.context import shell

type Render = Callable[..., str]
type MakeRequest = Callable[..., Any]

PAGE = (
    '{% extends "layouts/app.html" %}{% block title %}Mots{% endblock %}{% block heading %}Mots{% endblock %}'
)


def test_page_says_its_skin_its_title_and_the_day(render: Render) -> None:
    text = render(PAGE)
    assert '<html lang="fr" data-ep-habillage="standard" data-ep-lecture="normal">' in text
    assert "<title>Mots · e-primo</title>" in text
    assert '<time datetime="2026-11-24">mardi 24\xa0novembre</time>' in text
    # What the script shows once its person has left stands in a template, and is no part of the page.
    page = re.sub(r"<template.*?</template>", "", text, flags=re.DOTALL)
    assert (page.count("<h1"), page.count('id="page"')) == (1, 1)


def test_aside_that_nobody_filled_stays_empty(render: Render) -> None:
    """The style sheet hides an aside without any content: a space would show it."""
    assert '"></aside>' in render(PAGE)
    filled = render(PAGE + "{% block aside %}<p>Aide</p>{% endblock %}")
    assert "<p>Aide</p></aside>" in filled


def test_skin_of_the_little_ones_has_its_layout(render: Render, page_request: MakeRequest) -> None:
    source = "{% extends shell.layout %}{% block title %}A{% endblock %}{% block heading %}A{% endblock %}"
    text = render(source, page_request(skin="petits"))
    assert 'data-ep-habillage="petits"' in text
    assert 'class="ptt"' in text
    assert 'class="app' in render(source)


def test_unknown_skin_falls_back(page_request: MakeRequest) -> None:
    assert shell(page_request(skin="purple"))["shell"].skin == "standard"


@pytest.mark.parametrize(("items", "bar", "rest"), [(0, 0, 0), (5, 5, 0), (6, 4, 2), (9, 4, 5)])
def test_phone_shows_five_places_at_most(page_request: MakeRequest, items: int, bar: int, rest: int) -> None:
    frame = shell(page_request(items=items))["shell"]
    assert (len(frame.bar), len(frame.rest)) == (bar, rest)


def test_menu_says_where_one_is(render: Render, page_request: MakeRequest) -> None:
    text = render(PAGE, page_request(items=7))
    assert '<a href="/lieu/1" aria-current="page">' in text
    assert "<span>Plus</span>" in text
    # In the fifth place of a phone, and in the rail of a wide page.
    assert text.count('href="/lieu/6"') == 2


def test_account_says_who_is_here(render: Render, page_request: MakeRequest) -> None:
    text = render(PAGE)
    assert ">SB</span>" in text
    assert "École des Trois-Marronniers" in text
    anonymous = render(PAGE, page_request(signed_in=False))
    assert 'class="compte"' not in anonymous
    assert 'class="app sans"' in anonymous


def test_messages_show_by_themselves_once(render: Render, page_request: MakeRequest) -> None:
    request = page_request()
    messages.success(request, "C’est <b>signé</b>, merci !")
    text = render(PAGE, request)
    assert 'role="status"' in text
    assert 'class="avis av-ok"' in text
    assert "C’est &lt;b&gt;signé" in text


@pytest.mark.parametrize(
    "name", ["400", "401", "403", "404", "405", "409", "413", "429", "500", "503", "csrf", "closed_school"]
)
def test_error_page_needs_no_context(name: str) -> None:
    text = render_to_string(f"errors/{name}.html")
    assert text.count("<h1") == 1
    assert 'href="/"' in text
    for word in ("erreur", "interdit", "échec"):
        assert word not in text.lower()


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_framework_finds_its_error_pages(name: str) -> None:
    assert render_to_string(f"{name}.html") == render_to_string(f"errors/{name}.html")


def test_error_page_shows_the_sentence_of_the_refusal(page_request: MakeRequest) -> None:
    class Refusal:
        sentence = "Cette <classe> n’est pas à vous."

    text = render_to_string("errors/403.html", {"error": Refusal()}, page_request())
    assert "Cette &lt;classe&gt; n’est pas à vous." in text


@pytest.mark.parametrize("layout", ["door", "print", "bare"])
def test_other_layouts_stand_without_anybody(render: Render, page_request: MakeRequest, layout: str) -> None:
    source = PAGE.replace("app.html", f"{layout}.html")
    text = render(source, page_request(signed_in=False))
    assert "<h1>Mots</h1>" in text
    assert text.strip().endswith("</html>")


REFUSALS = ("400", "401", "403", "404", "405", "409", "413", "429", "500", "503", "csrf", "closed_school")


@pytest.mark.parametrize("name", [*(f"errors/{one}" for one in REFUSALS), "pwa/offline"])
def test_a_refusal_says_tu_to_a_child(page_request: MakeRequest, name: str) -> None:
    """Who is a pupil, or stands at the wall of a class: nobody says « vous » to a child."""
    pupil = page_request()
    pupil.actor.is_pupil = True
    at_the_wall = page_request(signed_in=False)
    at_the_wall.skin = "petits"
    for request in (pupil, at_the_wall):
        said = render_to_string(f"{name}.html", {"error": NotVisible()}, request)
        main = re.sub(r"<[^>]+>", " ", said.split("<main", 1)[1])
        assert not re.search(r"\b(?:vous|votre|vos)\b|\w+ez\b", main), main
    # The little ones have their house, and a voice, where they always are; one way on.
    assert said.count('aria-label="Maison"') == 1
    assert said.count("data-ep-listen") == 1
    # What waits on the device is drawn by a script, from a piece that nobody sees.
    said = re.sub(r"<template>.*?</template>", "", said, flags=re.DOTALL)
    assert 'class="btn' not in said.partition("<main")[2].partition('class="ptt-p"')[0]
