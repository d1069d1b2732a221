"""The office of a school: its people, classes, imports and sheets; and those above it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from eprimo.devtools.generators.onde_writer import write_onde
from eprimo.devtools.generators.school_people import invent_school
from eprimo.foundation.directory.models import (
    ClassGroup,
    CommuneService,
    ContactDetails,
    Group,
    GuardianRestriction,
    Guardianship,
    Person,
    PersonMerge,
    School,
)
from tests.e2e.pictures.camera import BOTH, LIGHT, LIGHT_AND_DARK, PHONE, shot
from tests.e2e.pictures.finding import searched
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "": "ecole",
    "personnes/": "personnes",
    "personnes/departs/": "departs",
    "classes/": "classes",
    "classes/nouvelle/": "classe-nouvelle",
    "groupes/": "groupes",
    "services/": "services",
    "adultes/": "adultes",
    "adultes/ajouter/aesh/": "adulte-ajouter",
    "adultes/agent/": "agent-ajouter",
    "adultes/interim/": "interim",
    "restrictions/": "restrictions",
    "historique/": "historique",
    "effectifs/": "effectifs",
    "reglages/": "reglages",
    "reglages/jours/": "jours",
    "import/": "import",
    "fiches/": "fiches",
    "fiches/equipe/": "fiches-equipe",
    "fiches/familles/": "fiches-familles",
}
DARK_TOO = {"ecole", "personnes", "import"}
# The tables; the other pages of the office are one column that a desk shows like a phone.
WIDE_TOO = DARK_TOO | {"restrictions", "personne", "classe", "fiches-classe"}


@pytest.mark.parametrize("path", PAGES)
def test_office(enter: Callable[..., Visitor], path: str) -> None:
    name = PAGES[path]
    themes = LIGHT_AND_DARK if name in DARK_TOO else LIGHT
    shot(
        enter("director", f"/ecole/{path}"), f"directrice-{name}", BOTH if name in WIDE_TOO else PHONE, themes
    )


def test_things_of_the_office(enter: Callable[..., Visitor], people: Callable[[str], Person]) -> None:
    lea, school = people("pupil"), School.objects.get(affiliations__person=people("pupil").pk)
    classes = ClassGroup.objects.filter(school=school, closed_at=None).order_by("label")
    ce1 = next(one for one in classes if "CE1" in one.levels)
    link = (
        GuardianRestriction.objects.filter(level=2)
        .select_related("guardianship__adult", "guardianship__child")
        .first()
    )
    assert link is not None
    adult, child = link.guardianship.adult.public_id, link.guardianship.child.public_id
    service = CommuneService.objects.filter(school_links__school=school).first()
    group = Group.objects.filter(school=school).first()
    assert service
    assert group
    visitor = enter("director")
    for path, name in (
        (f"personnes/{lea.public_id}/", "personne"),
        (f"personnes/{people('aesh').public_id}/", "personne-adulte"),
        (f"personnes/{lea.public_id}/classe/", "changer-de-classe"),
        (f"classes/{ce1.public_id}/", "classe"),
        (f"personnes/{lea.public_id}/suspendre/", "suspendre"),
        (f"personnes/{lea.public_id}/accord/", "accord-sur-papier"),
        (f"classes/{ce1.public_id}/modifier/", "classe-modifier"),
        (f"classes/{ce1.public_id}/rattacher/", "classe-rattacher"),
        (f"classes/{ce1.public_id}/clore/", "classe-clore"),
        (f"groupes/{group.public_id}/", "groupe"),
        (f"services/{service.public_id}/", "service"),
        (f"responsables/{adult}/{child}/", "responsable"),
        (f"responsables/{adult}/{child}/restreindre/", "restreindre"),
        (f"fiches/classe/{ce1.public_id}/", "fiches-classe"),
    ):
        answer = visitor.page.goto(f"{visitor.base}/ecole/{path}")
        assert answer
        assert answer.ok, path
        shot(visitor, f"directrice-{name}", BOTH if name in WIDE_TOO else PHONE)


def _of_one_school(lea: Person) -> Person:
    """A guardian of a classmate, with no child anywhere else."""
    school = School.objects.get(affiliations__person=lea.pk)
    elsewhere = Guardianship.objects.exclude(child__affiliations__school=school).values("adult")
    found = Person.objects.filter(
        guardianships__child__affiliations__school=school, account__activated_at__isnull=False
    )
    return found.exclude(pk__in=elsewhere).exclude(affiliations__isnull=False).order_by("pk")[0]


def test_two_rows_of_one_person(enter: Callable[..., Visitor], people: Callable[[str], Person]) -> None:
    lea = people("pupil")
    mother = _of_one_school(lea)
    visitor = enter("director", "/ecole/doubles/")
    shot(visitor, "directrice-doubles-aucun", PHONE)
    other = Person.objects.create(
        first_name=mother.first_name, last_name=f"{mother.last_name}-DIALLO", civility=mother.civility
    )
    told, _ = ContactDetails.objects.get_or_create(person=mother)
    told.email, told.phone_mobile = told.email or "famille@exemple.fr", told.phone_mobile or "0612345678"
    told.save()
    ContactDetails.objects.create(person=other, email=told.email, phone_mobile=told.phone_mobile)
    school = School.objects.get(affiliations__person=lea.pk)
    child = Guardianship.objects.filter(adult=mother).order_by("pk")[0].child
    link = Guardianship.objects.create(adult=other, child=child, kind="unknown")
    GuardianRestriction.objects.create(guardianship=link, school=school, level=1, reason="Jugement")
    visitor.open("/ecole/doubles/")
    shot(visitor, "directrice-doubles", BOTH, LIGHT_AND_DARK)
    visitor.page.get_by_role("link", name="Comparer").first.click()
    visitor.heading("Comparer deux fiches")
    shot(visitor, "directrice-doubles-comparer", BOTH, LIGHT_AND_DARK)
    visitor.tick("J’ai vu les restrictions\u00a0: elles restent en vigueur, et la plus stricte compte.")
    visitor.press("Réunir les deux fiches")
    visitor.heading("Fiches réunies")
    shot(visitor, "directrice-doubles-reunies", BOTH)
    kept = PersonMerge.objects.get(undone_at=None).kept
    visitor.open(f"/ecole/personnes/{kept.public_id}/")
    shot(visitor, "directrice-personne-reunie", PHONE)
    visitor.page.get_by_role("link", name="Séparer les deux fiches").click()
    shot(visitor, "directrice-doubles-separer", PHONE)
    visitor.press("Séparer")
    visitor.open(f"/ecole/personnes/{lea.public_id}/reunir/")
    shot(visitor, "directrice-doubles-proches", PHONE)
    GuardianRestriction.objects.filter(guardianship__adult=other).delete()
    other.delete()


def test_import(enter: Callable[..., Visitor], work: Callable[[], None], tmp_path: Path) -> None:
    visitor = enter("new_director")
    shot(visitor, "directeur-accueil-vide")
    visitor.open("/ecole/import/")
    shot(visitor, "directeur-import-premier")
    visitor.uploads("Les fichiers d’ONDE", {"eleves.csv": b"rien;du;tout\n1;2;3\n"})
    visitor.press("Envoyer et vérifier")
    shot(visitor, "directeur-import-en-cours", PHONE)
    work()
    visitor.page.reload()
    shot(visitor, "directeur-import-refuse")
    visitor.open("/ecole/import/")
    visitor.uploads("Les fichiers d’ONDE", write_onde(invent_school(11, 60, "elementaire", first_year=2026)))
    visitor.press("Envoyer et vérifier")
    visitor.reads("Les fichiers sont comparés")
    work()
    visitor.page.reload()
    visitor.heading("Ce que l’import va changer")
    shot(visitor, "directeur-import-essai", BOTH, LIGHT_AND_DARK)
    if visitor.page.get_by_label("J’ai vérifié").count():
        visitor.tick("J’ai vérifié\u00a0: c’est bien ce que je veux.")
    visitor.press("Appliquer l’import")
    visitor.reads("L’import s’applique")
    work()
    visitor.page.reload()
    shot(visitor, "directeur-import-applique")
    visitor.open("/")
    shot(visitor, "directeur-accueil-rentree", BOTH)


def test_above(enter: Callable[..., Visitor]) -> None:
    for face, who in (("academy", "rectorat"), ("inspector", "inspectrice")):
        shot(searched(enter(face), "guilbaud"), f"{who}-chercher", PHONE)
    visitor = enter("academy", "/ecole/ouvertures/")
    shot(visitor, "rectorat-ecoles-ouvertes")
    visitor.page.get_by_role("link", name="Ouvrir").first.click()
    visitor.page.wait_for_load_state()
    shot(visitor, "rectorat-ouvrir-une-ecole", PHONE)
    visitor.open("/ecole/fiches/directions/")
    shot(visitor, "rectorat-fiches-des-directions", BOTH)
    uai = School.objects.order_by("pk").values_list("uai", flat=True)[0]
    shot(enter("inspector", f"/ecole/effectifs/{uai}/"), "inspectrice-effectifs", BOTH)


def test_closed_school(enter: Callable[..., Visitor]) -> None:
    visitor = enter("closed_director", "/compte/")
    for path, name in (("/", "accueil"), ("/ecole/", "bureau")):
        visitor.page.goto(visitor.base + path)
        shot(visitor, f"directrice-ecole-fermee-{name}", BOTH)
