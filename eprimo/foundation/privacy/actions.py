"""What a person decides of the contents that stay after them."""

from django.db import transaction

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.privacy.models import ContentObjection
from eprimo.foundation.privacy.policies import can_decide_contents


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
