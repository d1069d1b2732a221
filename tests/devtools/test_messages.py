"""Finding the texts of families, keeping their catalogues, and what the check of a catalogue sees."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from eprimo.devtools.messages import catalogues, scope
from eprimo.devtools.messages.extract import NotExtractable, in_code
from eprimo.devtools.messages.in_templates import in_template, unmarked
from eprimo.devtools.messages.marks import Message

PART = scope.Part(Path("here"), ())


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{{ _("Entrer") }}', [Message("Entrer")]),
        ('{{ c.avis(title=_("Vous êtes à jour")) }}', [Message("Vous êtes à jour")]),
        ('{{ x or _("Sans titre") }}', [Message("Sans titre")]),
        ("{% trans day=d|ep_day %}Texte du {{ day }}.{% endtrans %}", [Message("Texte du %(day)s.")]),
        ('{{ _("Texte du %(day)s.", day=d) }}', [Message("Texte du %(day)s.")]),
        ("{% trans trimmed %}\n  Deux\n  lignes\n{% endtrans %}", [Message("Deux lignes")]),
        ("{% trans n=n %}Un mot{% pluralize %}{{ n }} mots{% endtrans %}", [Message("Un mot", "%(n)s mots")]),
        ('{{ ngettext("Un mot", "%(n)s mots", n, n=n) }}', [Message("Un mot", "%(n)s mots")]),
        ('{{ pgettext("la sienne", "Son") }}', [Message("Son", context="la sienne")]),
        ('{% trans "la sienne" %}Son{% endtrans %}', [Message("Son", context="la sienne")]),
        ("<p>{{ note.title }}</p>", []),
    ],
)
def test_texts_of_a_template_are_found(source: str, found: list[Message]) -> None:
    assert list(in_template(source)) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("_('À lire')", [Message("À lire")]),
        ("gettext_lazy('À lire, ' 'puis à signer')", [Message("À lire, puis à signer")]),
        ("ngettext('Un mot', '%(n)d mots', n)", [Message("Un mot", "%(n)d mots")]),
        ("pgettext('lien', 'Mère')", [Message("Mère", context="lien")]),
        ("gettext(line.why)", []),
        ("class Closed(DomainError):\n    sentence = 'C’est fermé.'", [Message("C’est fermé.")]),
        (
            "raise DomainError('Choisissez une réponse proposée.')",
            [Message("Choisissez une réponse proposée.")],
        ),
        ("raise ValueError('No card to print.')", []),
        ("Retention('a.B', ('c',), 'un an', why='Savoir.')", [Message("un an"), Message("Savoir.")]),
        (
            "_YEAR = 'l’année'\nRetention('a.B', (), _YEAR, 'Savoir.')",
            [Message("l’année"), Message("Savoir.")],
        ),
        ("Service(key='k', name='Mots')", [Message("Mots")]),
        ("Words(name='Recettes', one='une recette')", [Message("Recettes")]),
    ],
)
def test_texts_of_code_are_found(source: str, found: list[Message]) -> None:
    assert list(in_code(source)) == found


def test_a_text_made_of_pieces_is_refused() -> None:
    with pytest.raises(NotExtractable, match="here:1"):
        list(in_code("_(f'Le {day}')", "here"))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Bonjour</p>", ["Bonjour"]),
        ('<p title="Accueil">{{ x }}</p>', ["Accueil"]),
        ('{{ c.back(href="/", label="Accueil") }}', ["Accueil"]),
        ('{{ c.button("Entrer", kind="paper") }}', ["Entrer"]),
        ('{{ c.note(kind="À lire" if x else text) }}', ["À lire"]),
        ('<p>{{ "Un mot" if n == 1 else n ~ " mots" }}</p>', ["Un mot", "mots"]),
        ('{{ c.button(_("Entrer"), kind="paper", icon="key-round") }}', []),
        ('<p class="{{ tone or "in" }}" data-l="{{ _("Nom") }}">{{ c.icon("house") }}</p>', []),
        ("{% trans %}Le {{ day }}{% endtrans %}", []),
        ('<a lang="ar">العربية</a> {# un mot #}', []),
        ("{# Une note. #}<p>&nbsp;: {{ n }}</p>", []),
    ],
)
def test_words_outside_of_marks_are_seen(tmp_path: Path, source: str, words: list[str]) -> None:
    (tmp_path / "page.html").write_text(source, encoding="utf-8")
    assert unmarked(tmp_path / "page.html") == words


def test_an_update_keeps_what_holds_and_guesses_nothing(
    tmp_path: Path,
) -> None:
    part = scope.Part(tmp_path, ())
    first = Catalog()
    first.add("Entrer")
    first.add("Sortir")
    known = catalogues.update("en", first, ())
    known["Entrer"].string = "Sign in"
    known["Sortir"].string = "Sign out"
    catalogues.write("en", part, known)
    second = Catalog()
    second.add("Entrer")
    second.add("Entrez")
    after = catalogues.update("en", second, [catalogues.read("en", part)])
    assert {str(m.id): m.string for m in after if m.id} == {"Entrer": "Sign in", "Entrez": None}


@pytest.mark.parametrize(
    ("message", "string", "fault"),
    [
        ("Texte du %(day)s.", "Text of %(day)s.", ""),
        ("Texte du %(day)s.", "Text.", "placeholders"),
        ("Texte du %(day)s.", "Text of %(date)s.", "placeholders"),
        ("Entrer", "", "not translated"),
        ("Entrer", "Entrer", "still French"),
        (("Un mot", "%(n)s mots"), ("One note", "%(n)s notes"), ""),
        (("Un mot", "%(n)s mots"), ("One note", "notes"), "placeholders"),
        (("Un mot", "%(n)s mots"), ("One note", ""), "not translated"),
    ],
)
def test_a_wrong_translation_is_told(
    monkeypatch: pytest.MonkeyPatch, message: str | tuple[str, str], string: str | tuple[str, str], fault: str
) -> None:
    template, translated = Catalog(), Catalog(locale="en")
    template.add(message)
    translated.add(message, string)
    monkeypatch.setattr(catalogues, "read", lambda *_: translated)
    told = list(catalogues.faults("en", {PART: template}))
    assert len(told) == bool(fault)
    assert all(fault in line for line in told)


def test_arabic_asks_for_its_six_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    template, translated = Catalog(), Catalog(locale="ar")
    template.add(("Un mot", "%(n)s mots"))
    translated.add(("Un mot", "%(n)s mots"), ("رسالة", "%(n)s رسائل"))
    monkeypatch.setattr(catalogues, "read", lambda *_: translated)
    assert ["2 forms instead of 6" in line for line in catalogues.faults("ar", {PART: template})] == [True]


def test_the_words_of_a_service_stand_in_its_folder(tmp_path: Path) -> None:
    """What the house says already is not said again; what left with its screen keeps its translation."""
    (tmp_path / "service.py").write_text("Words(name='Recettes')\nWords(name='Accueil')\n")
    part = scope.part_of(tmp_path)
    catalogues.extract_one(part)
    found = catalogues.read("ar", part)
    assert [message.id for message in found if message.id] == ["Recettes"]
    assert not catalogues.po_file(scope.SOURCE, part).exists()
    found["Recettes"].string = "وصفات"
    catalogues.write("ar", part, found)
    catalogues.compile_stale([part])
    assert catalogues.po_file("ar", part).with_suffix(".mo").exists()
    moved = catalogues.update("ar", found, [Catalog(locale="ar"), found])
    assert moved["Recettes"].string == "وصفات"
    (tmp_path / "service.py").write_text("Words(name='Accueil')\n")
    catalogues.extract_one(scope.part_of(tmp_path))
    catalogues.compile_stale([part])
    assert not list(part.locale.rglob("django.*"))


def test_no_text_is_in_two_catalogues_with_two_translations(monkeypatch: pytest.MonkeyPatch) -> None:
    template, other = Catalog(), Catalog()
    for one in (template, other):
        one.add("Ouvrir")
    elsewhere = scope.Part(Path("elsewhere"), ())
    said = {PART: Catalog(locale="en"), elsewhere: Catalog(locale="en")}
    said[PART].add("Ouvrir", "Open")
    said[elsewhere].add("Ouvrir", "Unlock")
    monkeypatch.setattr(catalogues, "read", lambda _, part: said[part])
    faults = catalogues.faults("en", {PART: template, elsewhere: other})
    assert list(faults) == ["en: said in two ways in two catalogues: 'Ouvrir'"]
