"""The homework of the demo: what the teacher gave for the days around today, by the actions."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content.samples import Stop, View
from eprimo.foundation.directory.models import ClassGroup, Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.presence.hours import days_from, hours_of
from eprimo.services.homework.actions.lines import HomeworkInput, entries_add
from eprimo.services.homework.enums import Subject, Work
from eprimo.services.homework.policies import may_write
from eprimo.services.homework.queries.weeks import places_for

STOPS = (
    Stop(
        title="Le travail pour jeudi, en une ligne",
        words=(
            "L’enseignante écrit une phrase, comme au tableau\N{NO-BREAK SPACE}: le jour est déjà le prochain jour de "
            "classe. Le travail écrit à la maison n’est pas dans la liste."
        ),
        at=time(16, 20), face="teacher", page="homework:new",
        beside=View(face="parent", page="homework:list", words="chez la famille, la liste de chaque jour."),
    ),
    Stop(
        title="Les devoirs de tous les enfants",
        words=(
            "Une seule liste, jour par jour, pour tous les enfants et toutes les écoles. L’enfant coche, l’école voit "
            "combien ont fini, jamais qui."
        ),
        at=time(17), face="parent", page="homework:list",
        beside=View(
            face="teacher", page="homework:new", words="chez l’enseignante, le compte des coches, sans un nom.",
        ),
    ),
)  # fmt: skip
_LINES = (
    (Subject.FRENCH, Work.READ, "la page du son «\N{NO-BREAK SPACE}ou\N{NO-BREAK SPACE}», à voix haute"),
    (Subject.MATHS, Work.REVIEW, "la table de 2, à l’envers"),
    (Subject.SPORT, Work.BRING, "le sac de piscine"),
    (Subject.FRENCH, Work.REVIEW, "les mots du cahier bleu"),
    (Subject.MATHS, Work.REVIEW, "jouer avec les cartes jusqu’à 20, dix minutes"),
    (Subject.ARTS, Work.BRING, "une boîte à chaussures"),
)
_PAST, _AHEAD = timedelta(days=4), 4


def _give(school: School, people: Mapping[str, Person], _since: datetime) -> None:
    """Two lines for each day with class around today, the first for one level of a class that has several."""
    today = clock.now()
    with clock.frozen(today - _PAST):
        actor = for_person(people["teacher"].pk, role=Role.TEACHER, school_id=school.pk)
        hours = hours_of(school, actor.today)
        for place in places_for(actor):
            if not isinstance(place, ClassGroup) or not may_write(actor, place):
                continue
            levels = list(getattr(place, "levels", ()))
            days = [day for day, _ in zip(days_from(hours, actor.today), range(_AHEAD + 3), strict=False)]
            said = [
                HomeworkInput(
                    subject, verb, words, day, (levels[0],) if len(levels) > 1 and not n % 2 else ()
                )
                for n, (day, (subject, verb, words)) in enumerate(
                    zip([day for day in days for _ in range(2)], _LINES * 3, strict=False)
                )
            ]
            entries_add(actor=actor, place=place, hours=hours, said=said)


DEEDS = (_give,)
