"""The core path with the keyboard alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from eprimo.devtools.generators.onde_writer import write_onde
from eprimo.devtools.generators.school_people import invent_school
from eprimo.services.liaison.questions import Question
from tests.cast import Cast
from tests.e2e.conftest import Chapter, Visit
from tests.e2e.journey import PASSWORD, TITLE
from tests.e2e.visitor import PHONE, Visitor
from tests.services.liaison import notes

pytestmark = pytest.mark.browser


def test_a_guardian_signs_answers_and_reads_with_the_keyboard(
    cast: Cast, visit: Visit, with_password: Callable[[str], str], work: Callable[[], None], chapter: Chapter
) -> None:
    notes.to_sign(cast)
    notes.to_answer(cast, questions=(Question("Vient-elle ?"),))
    notes.sent(cast, title="La photo de classe")
    login = with_password("samira")
    work()
    samira = Keyboard(visit(viewport=PHONE))
    samira.enters(login)
    with chapter("signs"):
        samira.reach("Lire et signer").enter()
        samira.visitor.reads("Vous signez en votre nom")
        samira.reach("J’ai lu et je signe").enter()
        samira.visitor.reads("C’est signé, merci\u00a0!")
    with chapter("answers"):
        samira.visitor.open("/")
        samira.reach("Lire et répondre").enter()
        samira.reach("Oui").space()
        samira.reach("Envoyer ma réponse").enter()
        samira.visitor.reads("Votre réponse est gardée, merci\u00a0!")
    with chapter("reads"):
        samira.visitor.open("/")
        samira.reach("La photo de classe").enter()
        samira.visitor.heading("La photo de classe")
        samira.reach("J’ai lu").enter()
        samira.visitor.reads("C’est noté, merci\u00a0!")
    with chapter("nothing hides what has the focus"):
        for number in range(8):
            notes.to_sign(cast, title=f"Sortie {number}")
        work()
        samira.visitor.open("/carnet/famille/")
        assert _hidden_on(samira.visitor) == []


def test_a_teacher_writes_with_the_keyboard(
    cast: Cast, visit: Visit, with_password: Callable[[str], str], chapter: Chapter
) -> None:
    claire = Keyboard(visit())
    claire.enters(with_password("teacher"))
    with chapter("writes, looks again, sends"):
        claire.reach("Écrire un mot").enter()
        claire.visitor.heading("Écrire un mot")
        claire.reach_one_of("À lire", "À signer", "À répondre").to("À signer")
        claire.reach("Titre").types(TITLE)
        # The only class of a teacher is ticked already.
        claire.reach("CE1-A")
        claire.reach("Texte").types("Jeudi, nous irons au château.")
        claire.reach("Relire avant d’envoyer").enter()
        claire.visitor.heading("Relire avant d’envoyer")
        claire.reach("Envoyer").enter()
        claire.visitor.reads("C’est envoyé.")
    with chapter("nothing hides what has the focus"):
        claire.visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        claire.visitor.open("/carnet/nouveau/")
        assert _hidden_on(claire.visitor) == []


def _hidden_on(visitor: Visitor) -> list[str]:
    """Names of what has the focus unseen, from the top of a page on."""
    hidden = []
    for _ in range(50):
        visitor.page.keyboard.press("Tab")
        name = visitor.asks(_HIDDEN)
        if name is None:
            break
        hidden += [name] if name else []
    return hidden


def test_a_director_prints_imports_and_reminds_with_the_keyboard(
    cast: Cast, visit: Visit, work: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its file names other children: elsewhere a reason to refuse.
    monkeypatch.setattr("eprimo.foundation.intake.merge.guards.KNOWN_SHARE", 0)
    notes.to_sign(cast, by="director", title=TITLE)
    work()
    anne = Keyboard(visit(cast.director))
    page = anne.visitor.page
    anne.visitor.open("/")
    anne.reach(TITLE).enter()
    anne.visitor.heading("Qui a lu et signé")
    anne.reach("Relancer les").enter()
    anne.visitor.reads("relancées.")
    anne.reach("École").enter()
    anne.visitor.heading("Bureau de l’école")
    anne.reach("Fiches").enter()
    anne.visitor.heading("Accès et fiches")
    anne.reach("CE1-A").enter()
    anne.visitor.heading("Accès et fiches\u00a0: CE1-A")
    anne.reach("Cocher tout").enter()
    page.wait_for_url("**choix=tous")
    anne.reach("Lettres des responsables cochés")
    with page.expect_download() as printed:
        anne.enter()
    assert Path(printed.value.path()).read_bytes().startswith(b"%PDF")
    anne.reach("École").enter()
    anne.visitor.heading("Bureau de l’école")
    anne.reach("Import ONDE").enter()
    anne.visitor.heading("Import de ONDE")
    anne.reach("Les fichiers d’ONDE")
    # The window in which files are chosen is the browser's own.
    files = write_onde(invent_school(3, 30, "elementaire", first_year=2026))
    page.locator(":focus").set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": data} for name, data in files.items()]
    )
    anne.reach("Envoyer et vérifier").enter()
    anne.visitor.reads("Les fichiers sont comparés")
    work()
    anne.visitor.heading("Ce que l’import va changer")
    if page.get_by_label("J’ai vérifié").count():
        anne.reach("J’ai vérifié").space()
    anne.reach("Appliquer l’import").enter()
    anne.visitor.reads("L’import s’applique")


# The name of what has the focus when another thing covers all of it; null when the focus left the page.
_HIDDEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const shown = at.closest('label') || at, box = shown.getBoundingClientRect();
  const places = [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2];
  const seen = places.some(y => {
    const top = document.elementFromPoint(box.left + Math.min(box.width / 2, 20), y);
    return top && (shown.contains(top) || top.contains(at) || top.closest('label')?.htmlFor === at.id);
  });
  return seen ? '' : at.name || at.innerText || at.ariaLabel || at.tagName;
}"""

# The name that a screen reader says for what has the focus, and whether the ring is seen.
_FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const box = at.closest('label') ? getComputedStyle(at.closest('label')) : style;
  const seen = [style, box].some(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none');
  const labels = at.labels ? [...at.labels].map(l => l.innerText).join(' ') : '';
  // The parts of a date are the browser's own, and so are their rings.
  const own = at.tagName === 'BODY' || at.type === 'date';
  return [labels || at.getAttribute('aria-label') || at.innerText || '', own || seen];
}"""


class Keyboard:
    """Hands that know Tab, arrows, Space and Enter only."""

    MOST_TABS = 60

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.keys = visitor.page.keyboard

    def reach(self, name: str) -> "Keyboard":
        """Tab until what has this name has the focus; every stop must show its ring."""
        return self.reach_one_of(name)

    def reach_one_of(self, *names: str) -> "Keyboard":
        passed = []
        for _ in range(self.MOST_TABS):
            self.keys.press("Tab")
            said, seen = self.visitor.asks(_FOCUS)
            assert seen, f"no ring on « {said} »"
            passed.append(said.strip())
            if any(passed[-1].startswith(name) for name in names):
                return self
        raise AssertionError(f"{names} not reached, but {passed}")

    def to(self, name: str) -> None:
        """Inside a group of choices, the arrows choose."""
        for _ in range(5):
            if self.visitor.asks(_FOCUS)[0].strip().startswith(name):
                return
            self.keys.press("ArrowDown")
        raise AssertionError(f"{name} not reached by the arrows")

    def enters(self, login: str) -> None:
        self.visitor.open("/")
        self.reach("Identifiant").types(login)
        self.reach("Mot de passe").types(PASSWORD)
        self.enter()
        self.visitor.page.wait_for_url(f"{self.visitor.base}/")

    def types(self, text: str) -> None:
        self.keys.type(text)

    def enter(self) -> None:
        self.keys.press("Enter")

    def space(self) -> None:
        self.keys.press("Space")
