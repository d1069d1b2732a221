"""The few gains of eprimo.js, in Chromium."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ui.conftest import Ask

pytestmark = pytest.mark.browser

type Serve = Callable[[str, str], str]


def _code_of_the_fragment_fills_its_field_and_leaves_the_address(tab: Any, serve: Serve) -> None:
    address = serve("a.html", "<input data-ep-hash-fill>")
    tab.goto(f"{address}?x=1#7KF-QP4-M2H")
    assert tab.input_value("input") == "7KF-QP4-M2H"
    assert tab.url == f"{address}?x=1"


def _a_form_that_comes_back_shows_what_is_to_be_mended(tab: Any, serve: Serve) -> None:
    """Also where a fragment of the address would lead elsewhere."""
    tall = "<div id=errors tabindex=-1 autofocus>Il reste un point</div><p style='height:3000px'></p><input id=ici>"
    address = serve("a.html", tall)
    tab.goto(f"{address}#ici")
    tab.wait_for_function("document.activeElement.id === 'errors' && scrollY === 0")
    assert tab.url == address


def _malformed_fragment_is_left_out(tab: Any, serve: Serve) -> None:
    tab.goto(serve("a.html", "<input data-ep-hash-fill>") + "#%E0%A4%A")
    assert tab.input_value("input") == ""


_WRITTEN = (
    ("bold", "bonjour à tous", (0, 7), "**bonjour** à tous"),
    ("bold", "", (0, 0), "**texte en gras**"),
    ("list", "a\nb\nc", (2, 5), "a\n- b\n- c"),
    ("link", "le site", (3, 7), "le [site](https://)"),
)


def _toolbar_writes_at_the_caret(tab: Any, serve: Serve) -> None:
    for number, (mark, before, select, after) in enumerate(_WRITTEN):
        bar = f'<div data-ep-toolbar="t" hidden><button type="button" data-ep-mark="{mark}">x</button></div>'
        script = '<script type="module" src="writing.js"></script>'
        tab.goto(serve(f"{number}.html", f'{script}{bar}<textarea id="t">{before}</textarea>'))
        tab.evaluate("([a, b]) => document.getElementById('t').setSelectionRange(a, b)", list(select))
        tab.click("button")
        assert tab.input_value("textarea") == after, mark


def _form_is_sent_once(tab: Any, serve: Serve, folder: Path) -> None:
    tab.goto(
        serve("a.html", '<form method="post" action="/post"><input name="x"><button>Signer</button></form>')
    )
    with tab.expect_response("**/post"):
        tab.evaluate("() => { const b = document.querySelector('button'); b.click(); b.click(); b.click(); }")
    tab.wait_for_timeout(200)
    assert (folder / "posts").read_text() == "x"
    # Something was changed: it may be sent again.
    tab.fill("input", "2")
    with tab.expect_response("**/post"):
        tab.click("button")
    assert (folder / "posts").read_text() == "xx"


def _passwords_are_seen_while_it_is_asked_and_sent_as_passwords(tab: Any, serve: Serve) -> None:
    tick = '<label hidden><input type="checkbox" data-ep-show> Voir</label>'
    fields = '<input name="a" type="password" value="trois mots"><input name="b" type="password" value="x">'
    form = f'<form method="post" action="/post" onsubmit="return false">{fields}{tick}<button>Entrer</button></form>'
    tab.goto(serve("a.html", form))
    kinds = "[...document.querySelectorAll('[name]')].map(field => field.type)"
    tab.check("[data-ep-show]")
    assert tab.evaluate(kinds) == ["text", "text"]
    tab.uncheck("[data-ep-show]")
    assert tab.evaluate(kinds) == ["password", "password"]
    tab.check("[data-ep-show]")
    tab.click("button")
    assert tab.evaluate(kinds) == ["password", "password"]
    assert tab.input_value("[name=a]") == "trois mots"
    assert not tab.is_checked("[data-ep-show]")


def _print_button_shows_and_menus_close(tab: Any, serve: Serve) -> None:
    menu = '<details data-ep-menu open><summary>Compte</summary><a href="#">Sortir</a></details>'
    tab.goto(serve("a.html", f'<button data-ep-print hidden>Imprimer</button>{menu}<p id="out">ailleurs</p>'))
    assert tab.is_visible("[data-ep-print]")
    tab.keyboard.press("Escape")
    assert tab.get_attribute("details", "open") is None
    tab.click("summary")
    tab.click("#out")
    assert tab.get_attribute("details", "open") is None


def _tabs_begin_where_one_is_also_on_a_screen_that_turns(tab: Any, serve: Serve) -> None:
    tabs = "".join(f'<a href="#"{" aria-current=page" if n == 9 else ""}>Onglet {n}</a>' for n in range(12))
    tab.set_viewport_size({"width": 2000, "height": 600})
    tab.goto(serve("a.html", f'<nav class="tabs" style="display:flex;gap:20px;overflow-x:auto">{tabs}</nav>'))
    inside = """() => { const one = document.querySelector('[aria-current]').getBoundingClientRect();
        const line = document.querySelector('nav').getBoundingClientRect();
        return line.left <= one.left && one.right <= line.right; }"""
    for width in (300, 240):
        tab.set_viewport_size({"width": width, "height": 600})
        tab.wait_for_function(inside)
    assert tab.evaluate("() => document.querySelector('nav').scrollLeft") > 0


_KEPT_BY_AN_OLDER_VERSION = """drafts => new Promise(done => {
  const asked = indexedDB.open('eprimo-drafts', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('drafts', { keyPath: 'key' });
  asked.onsuccess = () => {
    const kept = asked.result.transaction('drafts', 'readwrite');
    for (const draft of drafts) kept.objectStore('drafts').put(draft);
    kept.oncomplete = () => { asked.result.close(); done(true); };
  };
})"""


def _a_draft_kept_before_forms_said_their_school_is_offered_where_its_author_is(
    tab: Any, serve: Serve
) -> None:
    """And the newer one, which says that it was begun in another school, is left for that one."""
    names = ("draft_key", "base", "desk", "title")
    fields = "".join(
        f'<input name="{name}" value="{value}">'
        for name, value in zip(names, ("new", 0, "ici", ""), strict=True)
    )
    tab.goto(serve("a.html", f'<form data-ep-draft="/post" data-ep-draft-owner="moi">{fields}</form>'))
    of_before = [["draft_key", "avant"], ["base", "0"], ["title", "Commencé avant"]]
    elsewhere = [["draft_key", "autre"], ["base", "0"], ["desk", "ailleurs"], ["title", "D’une autre école"]]
    kept = [
        {"key": told[0][1], "owner": "moi", "url": "/post", "fields": told, "at": at}
        for at, told in enumerate((of_before, elsewhere))
    ]
    assert tab.evaluate(_KEPT_BY_AN_OLDER_VERSION, kept)
    tab.reload()
    tab.wait_for_function("() => document.querySelector('[name=title]').value !== ''")
    shown = tab.evaluate("() => Object.fromEntries(new FormData(document.querySelector('form')))")
    assert shown == {"draft_key": "avant", "base": "0", "desk": "ici", "title": "Commencé avant"}


_WAITING = """<meta name=ep-sender content=moi.guardian><section data-ep-waiting tabindex=-1 hidden>
<div data-ep-acts=waits hidden><ul></ul></div><template><li><span data-ep-act=words></span></li></template></section>"""
_KEPT_ACTS = """() => new Promise(done => {
  const asked = indexedDB.open('eprimo-acts');
  asked.onsuccess = () => {
    const all = asked.result.transaction('acts').objectStore('acts').getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result.sort((a, b) => a.at - b.at)); };
  };
})"""


def _each_button_of_a_form_of_several_acts_is_an_act_of_its_own(tab: Any, serve: Serve) -> None:
    """Its address, what it is about and its key are the button's; each shows what waits of it, and takes it back."""
    boxes = "".join(
        f'<button form=cocher formaction="/{name}" name=fait value={value} data-ep-queue={name} '
        f"aria-pressed={pressed}>{name}</button>"
        for name, value, pressed in (("lire", "oui", "false"), ("savoir", "non", "true"))
    )
    hidden = '<input type="hidden" name="csrfmiddlewaretoken" value="x"><input type="hidden" name="enfant" value="e">'
    form = (
        f'<form method="post" id="cocher" data-ep-queue="" data-ep-queue-words="C’est fait">{hidden}</form>'
    )
    tab.goto(serve("a.html", _WAITING + boxes + form))
    for name in ("lire", "savoir"):
        tab.click(f"[data-ep-queue={name}]")
    tab.wait_for_selector("[data-ep-queue=lire][aria-pressed=true]")
    tab.wait_for_selector("[data-ep-queue=savoir][aria-pressed=false]")
    kept = tab.evaluate(_KEPT_ACTS)
    told = [(one["about"], one["url"].rsplit("/", 1)[1], one["fields"]) for one in kept]
    assert told == [
        ("lire", "lire", [["enfant", "e"], ["fait", "oui"]]),
        ("savoir", "savoir", [["enfant", "e"], ["fait", "non"]]),
    ]
    assert len({one["key"] for one in kept}) == 2
    tab.wait_for_selector("[data-ep-queue=lire]:not([aria-busy])")
    tab.click("[data-ep-queue=lire]")
    tab.wait_for_selector("[data-ep-queue=lire][aria-pressed=false]")
    assert [one["about"] for one in tab.evaluate(_KEPT_ACTS)] == ["savoir"]


def test_forms(ask: Ask, serve: Serve, tmp_path: Path) -> None:
    # Before others post.
    ask((_form_is_sent_once,), serve, tmp_path)
    ask(
        (
            _code_of_the_fragment_fills_its_field_and_leaves_the_address,
            _malformed_fragment_is_left_out,
            _a_form_that_comes_back_shows_what_is_to_be_mended,
            _toolbar_writes_at_the_caret,
            _passwords_are_seen_while_it_is_asked_and_sent_as_passwords,
            _a_draft_kept_before_forms_said_their_school_is_offered_where_its_author_is,
            _each_button_of_a_form_of_several_acts_is_an_act_of_its_own,
        ),
        serve,
    )


def test_menus_and_tabs(ask: Ask, serve: Serve) -> None:
    ask((_print_button_shows_and_menus_close, _tabs_begin_where_one_is_also_on_a_screen_that_turns), serve)
