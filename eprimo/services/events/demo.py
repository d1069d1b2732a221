"""The dates of the demo: what has a day, and nothing else to say."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content import richtext
from eprimo.foundation.content.enums import What
from eprimo.foundation.content.kinds import EVERYBODY, Readers, To
from eprimo.foundation.content.samples import Sample, Stop
from eprimo.foundation.content.things.drafts import DraftInput, draft_save
from eprimo.foundation.content.things.life import thing_publish
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel.actor import Role
from eprimo.foundation.presence.hours import hours_of, next_day
from eprimo.services.events.service import EVENTS

_NBSP = "\N{NO-BREAK SPACE}"

SAMPLES = {
    "events": (
        Sample(
            title="Piscine",
            to=To.CLASS,
            readers=EVERYBODY,
            days_ago=6,
            facts={
                "what": What.SWIMMING, "starts_at": time(9), "ends_at": time(11), "place": "Piscine de la Sarthe",
                "bring": ["Un maillot de bain", "Une serviette"],
            },
            days={"event_on": 10},
        ),
        Sample(
            title="Photo de classe",
            readers=EVERYBODY,
            days_ago=5,
            facts={"what": What.PHOTO, "starts_at": time(9)},
            days={"event_on": 15},
        ),
        Sample(
            title="Semaine du goût",
            readers=EVERYBODY,
            days_ago=4,
            facts={"place": "Dans les classes"},
            days={"event_on": 13, "event_until_on": 17},
        ),
        # As long as a title may be.
        Sample(
            title="Rencontre des chorales de la circonscription avec les écoles voisines, répétition générale le matin "
            "puis concert ouvert aux familles",
            days_ago=3,
            facts={"what": What.SHOW, "starts_at": time(13, 45), "ends_at": time(16), "place": "Salle des fêtes"},
            days={"event_on": 24},
        ),
        Sample(
            title="Sortie : les animaux de la ferme",
            to=To.CLASS,
            days_ago=8,
            facts={"what": What.OUTING},
            days={"event_on": 12},
            withdrawn=True,
        ),
        Sample(
            title="Réunion des directrices et des directeurs",
            to=To.TERRITORY,
            by=Role.INSPECTOR,
            readers=frozenset({Readers.STAFF}),
            days_ago=2,
            facts={"what": What.MEETING, "starts_at": time(9), "place": "Inspection"},
            days={"event_on": 20},
        ),
    )
}  # fmt: skip

STOPS = (
    Stop(
        title="Ajouter une date", face="teacher", page="events:list",
        words=f"Un titre, un jour, à qui{_NBSP}: personne n’est dérangé. «{_NBSP}Prévenir les familles{_NBSP}?{_NBSP}» "
        f"en fait un mot. «{_NBSP}Revient{_NBSP}» en fait une série, sans les vacances.",
    ),
)  # fmt: skip
_SERIES = timedelta(days=56)


def _weekly(school: School, people: Mapping[str, Person], _since: datetime) -> None:
    """The class goes to the library each week, from the next day with class on."""
    actor = for_person(people["teacher"].pk, role=Role.TEACHER, school_id=school.pk)
    first = next_day(hours_of(school, actor.today), actor.today)
    said = DraftInput(
        title="Bibliothèque", body=richtext.EMPTY, readers=EVERYBODY,
        targets=tuple((To.CLASS, one) for one in sorted(actor.class_ids)),
        facts={
            "what": What.LIBRARY, "starts_at": time(10, 30), "event_on": first, "every": 1,
            "repeat_until_on": max(first, min(first + _SERIES, school.running_year.ends)),
        },
    )  # fmt: skip
    thing_publish(actor=actor, kind=EVENTS, resource=draft_save(actor=actor, kind=EVENTS, said=said))


DEEDS = (_weekly,)
