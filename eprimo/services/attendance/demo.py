"""What absences show in the demo: a mother tells before school that her daughter does not come, the teacher calls the
roll; and the calls of the last school days, made by the actions."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from random import Random

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content.samples import Stop, View
from eprimo.foundation.directory.models import ClassGroup, Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.models import OutboxEvent
from eprimo.foundation.presence.actions.absences import AbsenceNotice, absence_record
from eprimo.foundation.presence.actions.calls import call_take
from eprimo.foundation.presence.actions.half_days import CallEntry
from eprimo.foundation.presence.enums import Half, Means, Reason, State
from eprimo.foundation.presence.hours import HalfOf, hours_of
from eprimo.foundation.presence.policies import classes_called_by

STOPS = (
    Stop(
        title="Une mère prévient l’école",
        words=(
            "Trois touches\N{NO-BREAK SPACE}: le jour est déjà choisi, le motif est une image. L’enseignante le voit à "
            "l’appel, et personne n’est réveillé."
        ),
        at=time(7, 40), face="parent", page="attendance:tell",
        beside=View(
            face="teacher", page="attendance:calls",
            words="l’enseignante aura l’enfant à l’appel, déjà en gris.",
        ),
    ),
    Stop(
        title="Un enseignant est absent",
        words=(
            "La directrice touche « Répartir la classe »\N{NO-BREAK SPACE}: une répartition égale est proposée, "
            "elle la change enfant par enfant, et chaque classe d’accueil a sa liste."
        ),
        at=time(8, 20), face="director", page="attendance:day",
        beside=View(
            face="teacher", page="attendance:calls",
            words="les enfants accueillis viennent sur la feuille d’appel de la classe.",
        ),
    ),
    Stop(
        title="L’enseignante fait l’appel",
        words=(
            "Tout le monde est noté présent\N{NO-BREAK SPACE}: elle touche qui n’est pas là, puis c’est fait. "
            "Sans réseau, il attend sur la tablette et part tout seul."
        ),
        at=time(8, 40), face="teacher", page="attendance:calls",
        beside=View(
            face="director", page="attendance:calls",
            words="chez la directrice, la classe passe de « pas encore fait » à « fait ».",
        ),
    ),
    Stop(
        title="L’école sort dans la cour",
        words=(
            "Une touche sur l’accueil\N{NO-BREAK SPACE}: qui est à compter, classe par classe, selon le dernier appel, "
            "avec un numéro de chaque famille. Le téléphone l’a gardée, chiffrée\N{NO-BREAK SPACE}: elle s’ouvre sans "
            "réseau jusqu’à 20 h."
        ),
        at=time(10, 5), face="director", page="attendance:evacuation",
        beside=View(
            face="teacher", page="attendance:evacuation",
            words="l’enseignante compte sa classe, et n’a que les numéros de celle-ci.",
        ),
    ),
    Stop(
        title="Quatre demi-journées sans motif",
        words=(
            "En trente jours, un enfant a manqué quatre demi-journées sans motif légitime\N{NO-BREAK SPACE}: la "
            "directrice le voit sur son accueil, une lettre est prête pour chaque responsable. Rien ne part tout seul."
        ),
        at=time(17), face="director", page="attendance:follow",
        beside=View(
            face="teacher", page="attendance:registers",
            words="l’enseignante lit le registre de sa classe, que la directrice visera.",
        ),
    ),
)  # fmt: skip
_DAYS = timedelta(days=10)
# Of a class on an ordinary day.
_MOST_ABSENT = 2
# So many half-days, the last ones, that a child misses without a word.
_SILENT = 4


def _call(school: School, people: Mapping[str, Person], since: datetime) -> None:
    """The rolls of the teacher of CE1 in the last days, before today's: who was absent, whose mother telephoned."""
    now, rng = clock.now(), Random(40)  # noqa: S311 - invented absences
    actor = for_person(people["teacher"].pk, role=Role.TEACHER, school_id=school.pk)
    groups = list(ClassGroup.objects.filter(classes_called_by(actor)).select_related("school"))
    first, last = max(now - _DAYS, since + timedelta(days=1)).date(), (now - timedelta(days=1)).date()
    hours = hours_of(school, first)
    absent: list[Person] = []
    ones = list(hours.between(HalfOf(first, Half.MORNING), HalfOf(last, Half.AFTERNOON)))
    for one in ones:
        for group in groups:
            pupils = [row.person for row in group.memberships.select_related("person").order_by("pk")]
            if one.half == Half.MORNING or not absent:
                absent = rng.sample(pupils[:-1], rng.randrange(_MOST_ABSENT + 1))
            with clock.frozen(hours.starts(one) + timedelta(minutes=8)):
                caller = for_person(actor.person_id, role=Role.TEACHER, school_id=school.pk)
                _one(caller, group, one, absent, silent=pupils[-1:] if one in ones[-_SILENT:] else [])
    # Nobody is asked about days that are over.
    OutboxEvent.objects.filter(kind__endswith="CallTaken").delete()


def _one(actor: Actor, group: ClassGroup, one: HalfOf, absent: list[Person], *, silent: list[Person]) -> None:
    """`silent`: absent too, and nobody says why."""
    told = AbsenceNotice(one, one, Reason.ILL)
    for child in absent:
        absence_record(
            actor=actor, child=child, school=group.school, told=told, said_by=None, means=Means.PHONE
        )
    said = {child.pk: CallEntry(State.ABSENT) for child in (*absent, *silent)}
    call_take(actor=actor, class_group=group, one=one, said=said)


DEEDS = (_call,)
