"""What the directory does beyond its lines when people are erased."""

from collections.abc import Mapping

from django.db.models import F
from django.db.models.functions import Greatest

from eprimo.foundation.directory.enums import EndReason
from eprimo.foundation.directory.models import GuardianRestriction, Guardianship
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.keeping import Erasing


def erase(erasing: Erasing) -> Mapping[str, int]:
    """The link of an adult to an erased child ends and keeps no word: it only dates the adult's own last right."""
    now = clock.now()
    links = Guardianship.objects.filter(child__in=erasing.people)
    restrictions = GuardianRestriction.objects.filter(guardianship__in=links).delete()[0]
    links.filter(starts__gt=now).delete()
    links.exclude(ends__lte=now).update(ends=Greatest(F("starts"), now), end_reason=EndReason.LEFT)
    return {"directory.GuardianRestriction": restrictions}
