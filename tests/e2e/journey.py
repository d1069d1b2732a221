"""The story of one school, from the first sheet to the follow-up of a signed note, told as steps."""

from collections.abc import Callable
from dataclasses import dataclass, field

from eprimo.devtools.generators.onde_writer import write_onde
from eprimo.devtools.generators.school_people import InventedSchool, invent_school
from eprimo.devtools.generators.shapes import InventedGuardian, InventedPupil, InventedTeacher
from eprimo.foundation.accounts.actions.sheets import sheets_make
from eprimo.foundation.accounts.sheets import sheets_pdf
from eprimo.foundation.directory.actions.school_setup import SchoolFacts, school_open
from eprimo.foundation.directory.enums import SchoolKind, Sector
from eprimo.foundation.intake.actions.director import director_name
from tests.e2e.firefox import FirefoxVisitor
from tests.e2e.papers import Letter, cards_in, letter_for, letters_in
from tests.e2e.visitor import Visitor

type Anybody = Visitor | FirefoxVisitor

PASSWORD = "neuf girafes au tableau"
TITLE = "Sortie au château"
UAI = "0449001A"


@dataclass
class Story:
    """Who is in it, and what each found on paper."""

    invented: InventedSchool
    director_letter: Letter
    letters: bytes = b""
    staff_letters: bytes = b""
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def teacher(self) -> InventedTeacher:
        return next(one for one in self.invented.teachers if not one.is_director and not one.guardian)

    @property
    def class_label(self) -> str:
        return self.teacher.classes[0]

    @property
    def child(self) -> InventedPupil:
        """An only child of two guardians, in the teacher's class."""
        return next(
            pupil
            for pupil in self.invented.pupils
            if pupil.class_label == self.class_label
            and not pupil.usual_name
            and [g.children for g in self.guardians(pupil)] == [(pupil.key,)] * 2
            and not self.guardians(pupil)[0].usual_name
        )

    def guardians(self, pupil: InventedPupil) -> list[InventedGuardian]:
        return self.invented.guardians_of(pupil.key)

    @property
    def guardian(self) -> InventedGuardian:
        return self.guardians(self.child)[0]

    @property
    def other_guardian(self) -> InventedGuardian:
        return self.guardians(self.child)[1]


def name_of(one: InventedGuardian | InventedTeacher | InventedPupil) -> str:
    return f"{one.first_name} {one.last_name}"


def begun() -> Story:
    """The school is open and empty; its director holds the printed letter."""
    invented = invent_school(11, 40, "elementaire", first_year=2026, namesakes=False)
    head = next(one for one in invented.teachers if one.is_director)
    facts = SchoolFacts(UAI, "École des Essais", SchoolKind.ELEMENTARY, Sector.PUBLIC, "44109", "Nantes")
    school = school_open(facts=facts)
    director = director_name(school=school, full_name=f"{head.last_name.upper()} {head.first_name}")
    made = sheets_make(actor=None, person_ids=[director.pk], school=school)
    (letter,) = letters_in(sheets_pdf(made.cards, made.letters))
    return Story(invented, letter)


def activates(visitor: Anybody, letter: Letter, *, born: str = "", typed: bool = True) -> None:
    """From the letter to home: the code typed, or brought by the square, then the password and the charter."""
    if typed:
        visitor.open("/")
        visitor.looks("entrer")
        visitor.follow("J’ai reçu une fiche")
        visitor.looks("activation-code")
        visitor.write("Code de la fiche", letter.code.lower())
    else:
        visitor.open(f"/compte/activation#{letter.code}")
        assert visitor.holds("Code de la fiche") == letter.code
        assert "#" not in visitor.url  # a shared device must not keep it
    visitor.press("Continuer")
    visitor.heading("C’est bien vous")
    if born:
        visitor.write("Date de naissance", born)
    visitor.looks("activation-qui")
    visitor.press("C’est moi")
    visitor.heading("Choisissez votre mot de passe")
    visitor.looks("activation-mot-de-passe")
    visitor.write("Mot de passe", PASSWORD, exact=True)
    visitor.write("Le même mot de passe", PASSWORD)
    visitor.press("Entrer dans mon espace")
    visitor.heading("La charte")
    visitor.looks("charte")
    visitor.press("J’ai lu et j’accepte")
    visitor.reads("Aller au contenu")


def imports(director: Anybody, story: Story, work: Callable[[], None], *, scripts: bool = True) -> None:
    """The three files are sent, looked at, agreed to, applied."""
    director.follow("École", exact=True)
    director.follow("Import ONDE", exact=True)
    director.looks("import")
    director.uploads("Les fichiers d’ONDE", write_onde(story.invented))
    director.press("Envoyer et vérifier")
    director.reads("Les fichiers sont comparés")
    director.looks("import-en-cours")
    work()
    if not scripts:
        director.follow("Actualiser")
    director.heading("Ce que l’import va changer")
    director.looks("import-essai")
    assert str(len(story.invented.pupils)) in director.row("Élèves")
    if director.has_field("J’ai vérifié"):
        director.tick("J’ai vérifié\u00a0: c’est bien ce que je veux.")
    director.press("Appliquer l’import")
    director.reads("L’import s’applique")
    work()
    if not scripts:
        director.follow("Actualiser")
    director.heading("Import appliqué")
    director.looks("import-applique")


def prints(director: Anybody, story: Story) -> None:
    """Letters of the families and cards of a class, then the letters of the team."""
    director.follow("École", exact=True)
    director.follow("Fiches", exact=True)
    director.looks("fiches")
    director.follow(story.class_label)
    director.follow("Cocher tout")
    director.looks("fiches-classe")
    story.letters = director.prints("Lettres des responsables cochés")
    story.cards = cards_in(director.prints("Cartes des élèves cochés"))
    director.follow("École", exact=True)
    director.follow("Fiches", exact=True)
    director.follow("L’équipe de l’école")
    director.follow("Cocher")
    director.looks("fiches-equipe")
    story.staff_letters = director.prints("Imprimer les fiches cochées")


def writes(
    teacher: Anybody, story: Story, title: str = TITLE, text: str = "Jeudi, nous irons **au château**."
) -> None:
    """A note to sign, to the whole class, looked at before it leaves."""
    teacher.open("/")
    teacher.follow("Écrire un mot")
    teacher.tick("À signer")
    teacher.tick(story.class_label)
    teacher.write("Titre", title)
    teacher.write("Texte", text, exact=True)
    teacher.write("À rendre avant le", "2026-11-27")
    teacher.looks("ecrire")
    teacher.press("Relire avant d’envoyer")
    teacher.heading("Relire avant d’envoyer")


def sends(teacher: Anybody) -> None:
    teacher.press("Envoyer", exact=True)
    teacher.reads("C’est envoyé.")
    teacher.looks("mot-envoye")


def signs(guardian: Anybody, title: str = TITLE) -> None:
    """On the card of the home: the text, the signature."""
    guardian.open("/")
    guardian.reads(title)
    guardian.looks("accueil-parent")
    guardian.taps = 0
    guardian.unfold("Lire et signer")
    guardian.looks("mot-a-signer")
    guardian.press("J’ai lu et je signe")
    guardian.reads("C’est signé, merci\u00a0!")
    guardian.looks("mot-signe")


def parent_letter(story: Story, guardian: InventedGuardian) -> Letter:
    return letter_for(story.letters, name_of(guardian))
