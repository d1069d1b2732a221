"""Interventions of the demo: who comes, when and where; the musician of the choir would tell families a word."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content import richtext
from eprimo.foundation.content.enums import What
from eprimo.foundation.content.kinds import EVERYBODY, To
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.samples import Sample, Stop, View
from eprimo.foundation.content.things.addressing import groups_of
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Role
from eprimo.services.partners.actions import word_propose
from eprimo.services.partners.kind import INTERVENTIONS

_NBSP = "\N{NO-BREAK SPACE}"

SAMPLES = {
    "interventions": (
        Sample(
            title="Découverte du judo avec le club",
            text="Deux éducateurs du club accompagnent la classe. Les familles peuvent venir voir la dernière séance.",
            to=To.CLASS,
            readers=EVERYBODY,
            days_ago=6,
            facts={
                "what": What.SPORT, "starts_at": time(14), "ends_at": time(15), "place": "Dojo municipal",
                "bring": ["Un survêtement", "Une gourde"],
            },
            days={"event_on": 11},
        ),
    )
}  # fmt: skip

STOPS = (
    Stop(
        title="Faire venir un intervenant", face="teacher", page="interventions:list",
        words=f"Un jour, une heure, un lieu, ce qu’il faut{_NBSP}: les familles, la classe et l’intervenant l’ont dans "
        "leur agenda.",
    ),
    Stop(
        title="Intervenir dans une école", at=time(9, 50), face="partner", page="home:home",
        words=f"Vos interventions, et pendant l’heure les prénoms de qui est là{_NBSP}: rien avant, rien après. Un mot "
        "aux familles se propose à l’enseignante.",
        beside=View(
            face="teacher", page="home:home", words="chez l’enseignante, le mot proposé est sous « À traiter »."
        ),
    ),
)  # fmt: skip


def _choir(school: School, people: Mapping[str, Person], _since: datetime) -> None:
    """Today and in a week, written the day before by the teacher of the choir; the musician proposes a word."""
    now = clock.now()
    with clock.frozen(now - timedelta(days=1)):
        actor = for_person(people["teacher"].pk, role=Role.TEACHER, school_id=school.pk)
        group = groups_of(actor).first()
        if group is None:
            return
        made = [_published(actor.person_id, school, group.pk, now + timedelta(days=days)) for days in (0, 7)]
    musician = for_person(people["partner"].pk, role=Role.PARTNER, school_id=school.pk)
    words = (
        "Pour fabriquer des maracas, nous cherchons des petites bouteilles vides, avec leur bouchon. Merci !"
    )
    word_propose(actor=musician, resource=made[1], text=words)


def _published(person: int, school: School, group: int, at: datetime) -> Resource:
    actor = for_person(person, role=Role.TEACHER, school_id=school.pk)
    said = DraftInput(
        title="Chorale avec l’école de musique", body=richtext.parse("Les élèves préparent le concert de l’hiver."),
        targets=((To.GROUP, group),), readers=EVERYBODY,
        facts={
            "event_on": at.date(), "starts_at": time(10), "ends_at": time(11, 15), "place": "Salle de motricité",
            "bring": ["Le cahier de chants"],
        },
    )  # fmt: skip
    kept = draft_save(actor=actor, kind=INTERVENTIONS, said=said)
    return thing_publish(actor=actor, kind=INTERVENTIONS, resource=kept)


DEEDS = (_choir,)
