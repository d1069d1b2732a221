"""What families of the Tilleuls ask of their data: a mistake, and an erasure of which the other guardian was told."""

from datetime import datetime, timedelta

from django.db.models import F

from eprimo.devtools.demo.academy.cast import Cast
from eprimo.foundation.access.actors import for_person
from eprimo.foundation.kernel import clock
from eprimo.foundation.notifications.models import Notice
from eprimo.foundation.privacy.models import RequestKind
from eprimo.foundation.privacy.requests.actions import request_make
from eprimo.foundation.privacy.requests.notices import TO_DECIDE, TOLD


def make_requests(cast: Cast, since: datetime) -> None:
    """Both wait for the directress; the first is due within a week, unless the year has just begun."""
    now, people = clock.now(), cast.people
    accent = "Il manque l’accent sur le prénom de Léa."
    leaves = "Yanis change d’école en janvier. Merci d’effacer son compte dès son départ."
    for days, who, kind, about, what, words in (
        (26, "parent", RequestKind.RECTIFY, "pupil", "name", accent),
        (3, "separated", RequestKind.ERASE_CHILD, "separated_child", "", leaves),
    ):
        with clock.frozen(max(now - timedelta(days=days), since + timedelta(days=1))):
            actor = for_person(people[who].pk)
            request_make(actor=actor, kind=kind, subject=people[about], what=what, words=words)
    # It rang then.
    Notice.objects.filter(card__in=(TO_DECIDE, TOLD)).update(rang_at=F("ring_at"))
