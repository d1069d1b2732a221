"""Short ways to conversations on a matter: who writes first, who goes on, what is read."""

from eprimo.foundation.conversations.enums import Matter
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.conversations.queries import page_of
from eprimo.foundation.directory.models import Person, School
from eprimo.services.messages.actions import family_write, school_write, words_say
from eprimo.services.messages.queries import conversation_for
from tests.cast import Cast


def write(
    cast: Cast,
    who: str = "samira",
    body: str = "Elle tousse.",
    child: str = "lea",
    school: School | None = None,
    only: Person | None = None,
) -> Conversation:
    """A guardian writes to the school: Les Tilleuls, unless another is said; to all, or to one alone."""
    said = family_write(
        actor=cast.actor(who), child=cast.people[child], school=school or cast.tilleuls, matter=Matter.HEALTH,
        body=body, only=only,
    )  # fmt: skip
    return of(said)


def to_both(cast: Cast, who: str = "teacher", body: str = "Léa a mal au ventre.") -> dict[str, Conversation]:
    """The school writes to Léa's two guardians."""
    said = school_write(
        actor=cast.actor(who), child=cast.lea, school=cast.tilleuls, guardians=[cast.samira, cast.paul],
        matter=Matter.HEALTH, body=body,
    )  # fmt: skip
    names = {cast.people[name].pk: name for name in ("samira", "paul")}
    return {names[one.guardian_id]: of(one) for one in said}


def say(cast: Cast, conversation: Conversation, who: str, body: str = "Merci.") -> Message:
    return words_say(actor=cast.actor(who), conversation=conversation, body=body)


def bodies(cast: Cast, conversation: Conversation, who: str) -> list[str]:
    """What one reads of it; NotVisible: nothing."""
    actor = cast.actor(who)
    return [one.body for one in page_of(actor, conversation_for(actor, conversation.public_id)).said]


def of(said: Message) -> Conversation:
    return Conversation.objects.get(school_year=said.school_year, id=said.conversation_id)
