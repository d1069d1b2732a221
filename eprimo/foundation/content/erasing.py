"""What contents do beyond their lines when people are erased."""

from collections.abc import Mapping

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Resource, Target
from eprimo.foundation.kernel.keeping import Erasing


def erase(erasing: Erasing) -> Mapping[str, int]:
    """What was never published was seen by nobody else: it goes with its author, or with what the author shared."""
    drafts = Resource.objects.filter(owner__in=[*erasing.people, *erasing.objecting], version=0)
    count = drafts.count()
    drafts.delete()
    # Who followed is named no more; whom it was about stays, without a name.
    Target.objects.filter(kind=To.PERSON, target__in=erasing.people).delete()
    return {"content.Resource": count}
