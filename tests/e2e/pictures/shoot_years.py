"""The change of year: the directress prepares, adjusts, switches, undoes; what it leaves to those who were there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.directory.actions import years
from eprimo.foundation.directory.models import Affiliation, Person, PlannedPupil, YearChange
from eprimo.foundation.intake.aaf.plan import no_counts
from eprimo.foundation.intake.models import OndeDelivery
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.kernel.outbox import run_due
from tests.e2e.pictures.camera import BOTH, LIGHT_AND_DARK, PHONE, shot
from tests.e2e.visitor import Visitor
from tests.foundation.directory.school_year import AUGUST, JULY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOME, MANY, ARCHIVES = "/ecole/annee/", "/territoire/annees/", "/annees/"
SPRING = datetime(2027, 4, 6, 9, 0, tzinfo=UTC)


@pytest.fixture
def july() -> Iterator[None]:
    with clock.frozen(JULY):
        yield


def _press(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("main").get_by_role("button", name=name).click()
    visitor.page.wait_for_load_state()


def test_before_july(enter: Callable[..., Visitor]) -> None:
    shot(enter("director", HOME), "directrice-annee-trop-tot", PHONE)
    with clock.frozen(SPRING):
        shot(enter("director", HOME), "directrice-annee-rien", BOTH)
        shot(enter("academy", MANY), "rectorat-annees-rien", PHONE)


@pytest.mark.parametrize("who", ["parent", "little", "teacher"])
def test_no_archive_yet(enter: Callable[..., Visitor], who: str) -> None:
    names = {"parent": "parent", "little": "petit", "teacher": "enseignante"}
    shot(enter(who, ARCHIVES), f"{names[who]}-annees-rien", PHONE)


def test_one_year_to_the_next_and_back(enter: Callable[..., Visitor], july: None) -> None:
    visitor = enter("director", HOME)
    _press(visitor, "Préparer l’année prochaine")
    change = YearChange.objects.get(state="prepared")
    _adjusted(visitor, change)
    _agreed(visitor)
    _many(enter)
    _switched(visitor)
    _archives(enter)
    shot(enter("teacher", "/"), "enseignante-accueil-annee-passee", BOTH)
    _undone(visitor)


def test_news_for_who_has_children_too(
    enter: Callable[..., Visitor], people: Callable[[str], Person], july: None
) -> None:
    school = Affiliation.objects.in_force().get(person=people("teacher_parent"), profile="teacher").school
    head = (
        Affiliation.objects.in_force()
        .filter(school=school, profile="director")
        .values_list("person", flat=True)[0]
    )
    director = for_person(head, role=Role.DIRECTOR)
    change = years.year_prepare(actor=director, school_id=school.pk)
    years.year_schedule(actor=director, change=change, on=AUGUST.date())
    while run_due():
        pass
    shot(enter("teacher_parent", "/"), "enseignante-mere-annee-annoncee", BOTH)
    years.year_abandon(actor=director, change=change)


def _adjusted(visitor: Visitor, change: YearChange) -> None:
    shot(visitor, "directrice-annee-preparee", BOTH, LIGHT_AND_DARK)
    line = PlannedPupil.objects.filter(change=change, outcome="class").order_by("pk").first()
    assert line is not None
    assert line.planned_class is not None
    page = f"{HOME}classes/{line.planned_class.public_id}/"
    visitor.open(page)
    shot(visitor, "directrice-annee-classe", BOTH)
    visitor.page.locator("main input[name=eleves]").first.check()
    visitor.page.locator("main select[name=vers]").select_option("a-placer")
    _press(visitor, "Déplacer ceux qui sont cochés")
    for path, name in (
        (f"{page}partager/", "partager"),
        (f"{page}adultes/", "adultes"),
        (f"{page}modifier/", "modifier"),
        (f"{page}retirer/", "retirer"),
        (f"{HOME}recommencer/", "recommencer"),
    ):
        visitor.open(path)
        shot(visitor, f"directrice-annee-{name}", PHONE)
    for outcome in ("a-placer", "college", "autre-ecole"):
        visitor.open(f"{HOME}eleves/{outcome}/")
        shot(visitor, f"directrice-annee-{outcome}", BOTH)


def _agreed(visitor: Visitor) -> None:
    visitor.open(f"{HOME}passer/")
    shot(visitor, "directrice-annee-passer", BOTH, LIGHT_AND_DARK)
    visitor.page.locator("main input[value=ici]").check()
    _press(visitor, "Passer en")
    shot(visitor, "directrice-annee-passer-refuse", PHONE)
    visitor.page.locator("main input[value=jour]").check()
    visitor.page.locator("main input[name=on]").fill("2027-08-30")
    _press(visitor, "Passer en")
    visitor.open(HOME)
    shot(visitor, "directrice-annee-jour-choisi", BOTH)


def _many(enter: Callable[..., Visitor]) -> None:
    visitor = enter("academy", MANY)
    shot(visitor, "rectorat-annees", BOTH, LIGHT_AND_DARK)
    visitor.open(f"{MANY}?etat=arret")
    shot(visitor, "rectorat-annees-aucune", PHONE)


def _switched(visitor: Visitor) -> None:
    visitor.open(f"{HOME}passer/")
    visitor.page.locator("main input[value=ici]").check()
    visitor.page.locator("main input[name=agreed]").check()
    _press(visitor, "Passer en")
    while run_due():
        pass
    visitor.open(HOME)
    shot(visitor, "directrice-annee-passee", BOTH, LIGHT_AND_DARK)
    visitor.open(f"{HOME}annuler/")
    shot(visitor, "directrice-annee-annuler", PHONE)


def _archives(enter: Callable[..., Visitor]) -> None:
    for who, name in (("parent", "parent"), ("pupil", "eleve"), ("teacher", "enseignante")):
        visitor = enter(who, ARCHIVES)
        shot(visitor, f"{name}-annees", BOTH)
        visitor.page.locator("main .liste a").first.click()
        visitor.page.wait_for_load_state()
        shot(visitor, f"{name}-annees-classe", BOTH)
        visitor.page.locator("main .liste a").first.click()
        visitor.page.wait_for_load_state()
        shot(visitor, f"{name}-annees-mot", PHONE)


def _undone(visitor: Visitor) -> None:
    visitor.open(f"{HOME}annuler/")
    _press(visitor, "Annuler le changement d’année")
    visitor.open(HOME)
    shot(visitor, "directrice-annee-annulee", BOTH)
    visitor.open(f"{HOME}abandonner/")
    shot(visitor, "directrice-annee-abandonner", PHONE)
    _press(visitor, "Abandonner")


def test_files_of_next_year(
    enter: Callable[..., Visitor], people: Callable[[str], Person], july: None
) -> None:
    """What they would do to the year that is prepared, with names as long as schools give them."""
    visitor = enter("director", "/ecole/import/")
    long = "Classe des CE1-CE2 de Mme Anne-Sophie de La Rochefoucauld"
    told = {
        "year": "2027-2028", "placed": 148, "arriving": 12, "added": [long, "CP B"], "dropped": ["CP-CE1"],
        "taught": [long], "newcomers": [{"class": long, "count": 9}, {"class": "CP B", "count": 3}],
        "kept": [{"name": "BELKACEM Yanis", "now": "CE2-A", "told": long}],
        "moved": [{"name": "DE SAINT-EXUPÉRY-MARTINEAU Anne-Gaëlle", "was": "CE2-A", "now": long}],
    }  # fmt: skip
    report = {
        "counts": no_counts(), "problems": [], "more_problems": 0, "asks": [], "files": [], "lines": [],
        "refused": False, "next_year": told,
    }  # fmt: skip
    (school,) = {
        link.school for link in Affiliation.objects.filter(person=people("director"), profile="director")
    }
    row = OndeDelivery.objects.create(school=school, state="checked", step=2, report=report)
    visitor.open(f"/ecole/import/{row.public_id}/")
    shot(visitor, "directrice-import-annee-suivante", BOTH, LIGHT_AND_DARK)
