"""What a person decides of the own data: whether contents stay after them, and what is erased at once of what one gave
or chose oneself (rule 5 of the rights page)."""

from collections.abc import Iterable

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.copy_chapters import Cleared, cleared
from eprimo.foundation.kernel.factors import Strength
from eprimo.foundation.kernel.rights import policy, require
from eprimo.foundation.privacy.models import ContentObjection


@policy("privacy.contents.decide", strong=Strength.NONE)
def can_decide_contents(actor: Actor, person_id: int) -> bool:
    return actor.person_id == person_id and actor.is_whole


@transaction.atomic
def contents_decide(*, actor: Actor, stay: bool) -> None:
    """Contents stay without the name once the person is erased, or go with it. Changed as often as one likes."""
    require(can_decide_contents, actor, actor.person_id)
    mine = ContentObjection.objects.filter(person=actor.person_id)
    if stay:
        changed = bool(mine.delete()[0])
    else:
        _, changed = ContentObjection.objects.get_or_create(
            person_id=actor.person_id, defaults={"made_at": clock.now()}
        )
    if changed:
        audit(actor, "privacy.contents.decided", subject_id=actor.person_id, stay=stay)


@policy("privacy.optional.clear", strong=Strength.NONE)
def may_clear(actor: Actor) -> bool:
    """Own optional data only, always; who came in with the own secret."""
    return actor.account_id != 0 and actor.is_whole


def clearables(actor: Actor) -> list[Cleared]:
    """Return what there is to erase (one statement each)."""
    return [one for one in cleared() if one.count(actor.person_id)]


@transaction.atomic
def data_clear(*, actor: Actor, keys: Iterable[str]) -> int:
    """Erase what these keys name; returns how many kinds there were. What is not of the list is left."""
    require(may_clear, actor)
    wanted = set(keys)
    done = [one.key for one in cleared() if one.key in wanted and one.clear(actor.person_id)]
    if done:
        audit(actor, "privacy.optional.cleared", subject_id=actor.person_id, kinds=done)
    return len(done)
