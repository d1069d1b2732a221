"""Short ways to the threads under a note: what guardians write, what the school answers, where it is read."""

from django.urls import reverse

from eprimo.foundation.conversations.models import Message
from eprimo.services.liaison.actions.threads import reply_answer, reply_recall, reply_write
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries.pages import note_for
from eprimo.services.liaison.queries.threads import thread_of
from tests.cast import Cast


def write(cast: Cast, note: Note, who: str = "samira", body: str = "Peut-elle venir en avance ?") -> Message:
    return reply_write(actor=cast.actor(who), note=note, child=cast.lea, body=body)


def answer(cast: Cast, note: Note, who: str = "teacher", to: str = "samira", body: str = "Oui.") -> Message:
    return reply_answer(actor=cast.actor(who), note=note, child=cast.lea, guardian=cast.people[to], body=body)


def bodies(cast: Cast, note: Note, who: str, of: str) -> list[str]:
    actor = cast.actor(who)
    page = thread_of(actor, note_for(actor, note.resource.public_id), cast.lea.pk, cast.people[of].pk)
    return [one.body for one in page.said]


def thread_url(note: Note, cast: Cast, guardian: str = "samira") -> str:
    keys = [note.resource.public_id, cast.lea.public_id, cast.people[guardian].public_id]
    return reverse("liaison:team_thread", args=keys)


def own_url(note: Note, cast: Cast, child: str = "lea") -> str:
    return reverse("liaison:thread", args=[note.resource.public_id, cast.people[child].public_id])


def recall(cast: Cast, note: Note, said: Message, who: str = "teacher", of: str = "samira") -> None:
    guardian = cast.people[of]
    reply_recall(actor=cast.actor(who), note=note, child=cast.lea, guardian=guardian, message=said.public_id)
