"""Reading aloud: with voices of the device only, when asked, and as much as is wanted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Page, expect

from eprimo.ui import phrases
from tests.ui.conftest import Ask

type Serve = Callable[[str, str], str]
type Render = Callable[..., str]

# What a browser offers to say things with, and a record of what it was asked to say.
SPEECH = """
window.said = [];
window.voices = %s;
class Utterance { constructor(text) { this.text = text; } }
window.SpeechSynthesisUtterance = Utterance;
Object.defineProperty(window, "speechSynthesis", { value: {
  now: null,
  getVoices: () => window.voices,
  addEventListener(name, heard) { this[name] = heard; },
  speak(words) { window.said.push(words); this.now = words; words.onstart?.({}); },
  cancel() { const last = this.now; this.now = null; last?.onerror?.({ error: "canceled" }); },
} });
window.ends = () => { const last = speechSynthesis.now; speechSynthesis.now = null; last.onend({}); };
window.texts = () => window.said.map((words) => words.text.trim());
"""
FRENCH = '{ lang: "fr-FR", localService: true, name: "Voix" }'
REMOTE = '{ lang: "fr-FR", localService: false, name: "Ailleurs" }'
ENGLISH = '{ lang: "en-GB", localService: true, name: "Voice" }'
NOTE = (
    '<div id="t"><h2>Sortie au château</h2><p>Nous partons à 9 h. Le <b>pique-nique</b> est prévu !</p>'
    '<p aria-hidden="true">décor</p><button type="button">Signer</button></div>'
)


def _open(tab: Page, serve: Serve, body: str, voices: str = f"[{REMOTE}, {FRENCH}]") -> None:
    tab.add_init_script(SPEECH % voices)
    tab.goto(serve("a.html", body))


def _a_text_is_read_sentence_by_sentence(tab: Page, serve: Serve, render: Render) -> None:
    _open(tab, serve, NOTE + render('{{ c.listen(for="t") }}'))
    assert tab.evaluate("said.length") == 0, "nothing starts by itself"
    button = tab.locator("[data-ep-listen]")
    expect(button).to_have_text("Écouter", use_inner_text=True)
    button.click()
    expect(button).to_have_text("Pause", use_inner_text=True)
    for _ in range(2):
        tab.evaluate("ends()")
    assert tab.evaluate("texts()") == [
        "Sortie au château",
        "Nous partons à 9 h.",
        "Le pique-nique est prévu !",
    ]
    assert tab.evaluate("said.every((words) => words.voice.localService && words.rate === 1)")
    tab.evaluate("ends()")
    expect(button).to_have_text("Écouter", use_inner_text=True)


def _all_that_it_is_of_is_read_each_in_its_language(tab: Page, serve: Serve, render: Render) -> None:
    """Title, announcement, text, questions and choices, in that order; what no voice speaks is left out."""
    body = (
        '<div lang="ar"><h1 id="titre"><bdi lang="fr">Piscine</bdi></h1>'
        '<ul id="annonce"><li>للتوقيع قبل الخميس</li></ul>'
        '<div id="t" lang="fr"><p>Le <i lang="en">bus</i> part.</p></div>'
        '<div id="questions"><fieldset><legend><bdi lang="fr">Part-il ?</bdi></legend>'
        '<label><input type="radio"><bdi lang="fr">Oui</bdi></label></fieldset></div>'
    )
    key = render('{{ c.listen(for="titre annonce t absent questions") }}')
    _open(tab, serve, f"{body}{key}</div>", f"[{FRENCH}, {ENGLISH}]")
    tab.click("[data-ep-listen]")
    for _ in range(6):
        tab.evaluate("speechSynthesis.now && ends()")
    said = tab.evaluate("said.map((words) => [words.text.trim(), words.lang])")
    assert said == [
        ["Piscine", "fr-FR"], ["Le", "fr-FR"], ["bus", "en-GB"], ["part.", "fr-FR"],
        ["Part-il ?", "fr-FR"], ["Oui", "fr-FR"],
    ]  # fmt: skip


def _pause_resumes_at_the_sentence(tab: Page, serve: Serve, render: Render) -> None:
    _open(tab, serve, NOTE + render('{{ c.listen(for="t") }}'))
    button = tab.locator("[data-ep-listen]")
    button.click()
    tab.evaluate("ends()")
    button.click()
    expect(button).to_have_text("Reprendre", use_inner_text=True)
    assert tab.evaluate("speechSynthesis.now") is None
    button.click()
    assert tab.evaluate("texts()") == ["Sortie au château", "Nous partons à 9 h.", "Nous partons à 9 h."]
    tab.keyboard.press("Escape")
    expect(button).to_have_text("Écouter", use_inner_text=True)
    # From the start again, after a stop.
    button.click()
    assert tab.evaluate("texts().at(-1)") == "Sortie au château"


def _the_word_that_is_said_is_shown(tab: Page, serve: Serve, render: Render) -> None:
    _open(tab, serve, NOTE + render('{{ c.listen(for="t") }}'))
    shown = "[...CSS.highlights.get('ep-lu')].map((range) => range.toString()).join('|')"
    tab.click("[data-ep-listen]")
    assert tab.evaluate(shown) == "Sortie au château"
    tab.evaluate("said.at(-1).onboundary({ charIndex: 7, charLength: 2 })")
    assert tab.evaluate(shown) == "au"
    tab.evaluate("ends()")
    tab.evaluate("ends()")
    # A word across two elements, and a browser that does not tell its length.
    tab.evaluate("said.at(-1).onboundary({ charIndex: 4 })")
    assert tab.evaluate(shown) == "pique-nique"
    tab.evaluate("ends()")
    assert tab.evaluate("CSS.highlights.has('ep-lu')") is False


def _without_a_local_voice_of_the_language_there_is_no_button(
    tab: Page, serve: Serve, render: Render, voices: str
) -> None:
    _open(tab, serve, NOTE + render('{{ c.listen(for="t") }}'), voices)
    assert tab.locator("[data-ep-listen]").is_hidden()
    # Some browsers find their voices late.
    tab.evaluate(f"voices = [{FRENCH}]; speechSynthesis.voiceschanged()")
    assert tab.locator("[data-ep-listen]").is_visible()


def _the_language_is_that_of_the_text(tab: Page, serve: Serve, render: Render) -> None:
    _open(
        tab,
        serve,
        f'<div lang="en">{NOTE}</div>' + render('{{ c.listen(for="t") }}'),
        f"[{FRENCH}, {ENGLISH}]",
    )
    tab.click("[data-ep-listen]")
    assert tab.evaluate("said[0].lang") == "en-GB"


def _one_voice_at_a_time_and_slower_for_the_little_ones(tab: Page, serve: Serve, render: Render) -> None:
    tiles = '{{ c.tuile("LES MOTS", href="/a", picture="open-book") }}{{ c.tuile("JOUER", href="/b", picture="kite") }}'
    _open(tab, serve, f"<ul>{render(tiles)}</ul>")
    tab.evaluate("document.documentElement.dataset.epHabillage = 'petits'")
    for number in range(2):
        tab.locator("[data-ep-listen]").nth(number).click()
    assert tab.evaluate("texts()") == ["les mots", "jouer"], "capitals are not spelt"
    assert tab.evaluate("said[0].rate") == 0.8
    assert tab.locator("[data-ep-now=reading]").count() == 1


def _a_recorded_voice_comes_first(tab: Page, serve: Serve, render: Render) -> None:
    button = render('<b>LES MOTS</b>{{ c.listen(words="LES MOTS") }}')
    assert "data-ep-recording" not in button
    played = "window.played = []; HTMLMediaElement.prototype.play = function () { played.push(this.src); return %s; };"
    tab.add_init_script(played % "Promise.resolve()")
    # Even without any voice of the device.
    _open(tab, serve, button.replace("data-ep-listen", 'data-ep-recording="voix.mp3" data-ep-listen'), "[]")
    tab.click("[data-ep-listen]")
    assert tab.evaluate("played.length") == 1
    assert tab.evaluate("said.length") == 0


def _a_recording_that_is_gone_leaves_the_device_to_say_it(tab: Page, serve: Serve, render: Render) -> None:
    button = render('<b>LES MOTS</b>{{ c.listen(words="LES MOTS") }}')
    _open(tab, serve, button.replace("data-ep-listen", 'data-ep-recording="rien.mp3" data-ep-listen'))
    tab.click("[data-ep-listen]")
    tab.wait_for_function("said.length === 1")


@pytest.mark.browser
def test_a_text_is_read_aloud(ask: Ask, serve: Serve, render: Render) -> None:
    ask(
        (
            _a_text_is_read_sentence_by_sentence,
            _all_that_it_is_of_is_read_each_in_its_language,
            _pause_resumes_at_the_sentence,
            _the_word_that_is_said_is_shown,
            _the_language_is_that_of_the_text,
            _one_voice_at_a_time_and_slower_for_the_little_ones,
        ),
        serve,
        render,
    )


@pytest.mark.browser
def test_by_whom_a_text_is_read(ask: Ask, serve: Serve, render: Render) -> None:
    for voices in ("[]", f"[{REMOTE}]", f"[{ENGLISH}]"):
        ask((_without_a_local_voice_of_the_language_there_is_no_button,), serve, render, voices)
    recorded = (_a_recorded_voice_comes_first, _a_recording_that_is_gone_leaves_the_device_to_say_it)
    ask(recorded, serve, render)


@pytest.fixture
def voice(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A folder with one recording."""
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, ("phrases", tmp_path)]
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "les-mots.mp3").write_bytes(b"ID3")
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    phrases._address.cache_clear()
    phrases.finders.get_finder.cache_clear()


def test_a_recording_is_found_by_its_words(voice: Path) -> None:
    assert phrases.recording(" LES MOTS ", "fr") == "/static/phrases/fr/les-mots.mp3"
    assert phrases.recording("LES MOTS", "en") == ""
    assert phrases.recording("Autre chose", "fr") == ""


def test_the_command_tells_what_is_recorded(voice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("phrases")
    told = capsys.readouterr().out
    assert f"Français: 1 / {len(phrases.PHRASES)}" in told
    assert "✓ phrases/fr/les-mots.mp3  « Les mots »" in told
    assert f"English: 0 / {len(phrases.PHRASES)}" in told
    assert len(settings.LANGUAGES) == told.count(f" / {len(phrases.PHRASES)}")
