"""What exchanges show in the demo: an hour of the day at the Tilleuls, with its other end; and what families and the
teacher of CE1 wrote before: answered, waiting, and from the school first, to each parent apart."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.db.models import F

from eprimo.foundation.access.actors import for_person
from eprimo.foundation.content.samples import Stop, View
from eprimo.foundation.conversations.enums import Matter
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.directory.models import Person, School
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.models import OutboxEvent
from eprimo.foundation.notifications.models import Notice
from eprimo.services.messages.actions import (
    card_of,
    family_write,
    school_write,
    words_come,
    words_say,
    words_seen,
)

_NBSP = "\N{NO-BREAK SPACE}"

STOPS = (
    Stop(
        title="La maîtresse répond à une famille",
        words=f"La mère de Léa a écrit ce matin{_NBSP}: l’enseignante lui répond, et peut se reprendre dix secondes.",
        at=time(16, 45), face="teacher", page="messages:list",
        beside=View(
            face="parent", page="messages:list",
            words=f"chez la mère de Léa, la réponse arrive{_NBSP}; le père de Léa n’en lit rien.",
        ),
    ),
    Stop(
        title="Une famille choisit qui la lira",
        words=f"« Qui le lira »{_NBSP}: ceux qui enseignent à l’enfant et qui les remplacent, ou une seule personne."
        " Ce qui est écrit à une seule n’est lu par personne après elle.",
        face="parent", page="messages:to_school",
    ),
)  # fmt: skip
# A little after the moment until which the school may take its words back.
_LATER = timedelta(minutes=1)


def _write(school: School, people: Mapping[str, Person], since: datetime) -> None:
    """Of the last days: the mother of Léa has an answer, and waits for another; both of Yanis are written to."""
    now = clock.now()
    day = max(now - timedelta(days=4), since + timedelta(days=1))
    with clock.frozen(day):
        parent, teacher = for_person(people["parent"].pk), _teacher(people, school)
        said = family_write(
            actor=parent, child=people["pupil"], school=school, matter=Matter.HEALTH,
            body=f"Léa a une dent qui bouge et elle mange lentement. Peut-elle avoir un peu plus de temps{_NBSP}?",
        )  # fmt: skip
    with clock.frozen(day + timedelta(hours=2)):
        found = _of(said)
        words_say(
            actor=teacher, conversation=found,
            body=f"Bien sûr. Je préviens aussi les dames de la cantine. Bon courage à Léa{_NBSP}!",
        )  # fmt: skip
    _come(found, day + timedelta(hours=2))
    with clock.frozen(day + timedelta(hours=8)):
        words_seen(actor=for_person(people["parent"].pk), conversation=found)
    day = max(now - timedelta(days=1), since + timedelta(days=2))
    with clock.frozen(day):
        written = school_write(
            actor=_teacher(people, school), child=people["separated_child"], school=school,
            guardians=[people["separated"], people["separated_two"]], matter=Matter.WORK,
            body="Yanis lit maintenant une page entière à voix haute. Il peut vous la lire ce soir.",
        )  # fmt: skip
    for one in written:
        _come(_of(one), day)
    with clock.frozen(max(now - timedelta(minutes=50), since + timedelta(days=3))):
        family_write(
            actor=for_person(people["parent"].pk), child=people["pupil"], school=school, matter=Matter.WORK,
            body=f"Léa n’a pas retrouvé son livre de lecture. Est-il resté en classe{_NBSP}?",
        )  # fmt: skip
    # It rang then, and what was there is told already.
    Notice.objects.filter(card__in=map(card_of, Matter.values)).update(rang_at=F("ring_at"))
    OutboxEvent.objects.filter(kind__endswith="WordsDue").delete()


def _teacher(people: Mapping[str, Person], school: School) -> Actor:
    return for_person(people["teacher"].pk, role=Role.TEACHER, school_id=school.pk)


def _of(said: Message) -> Conversation:
    return Conversation.objects.get(school_year=said.school_year, id=said.conversation_id)


def _come(conversation: Conversation, at: datetime) -> None:
    """The family has it."""
    with clock.frozen(at + _LATER):
        words_come(school_year=conversation.school_year, conversation_id=conversation.id)


DEEDS = (_write,)
