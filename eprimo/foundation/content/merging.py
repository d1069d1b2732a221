"""Contents that name one child or one person: those of the absorbed one name the kept one."""

from eprimo.foundation.content.kinds import PEOPLE
from eprimo.foundation.content.models import Target
from eprimo.foundation.kernel.merging import Merging


def begin(merging: Merging) -> None:
    named = Target.objects.filter(kind__in=PEOPLE, target=merging.absorbed)
    for one in named.order_by("pk"):
        twin = Target.objects.filter(resource=one.resource_id, kind=one.kind, target=merging.kept)
        if twin.exists():
            merging.drop(one)
        else:
            merging.change(one, target=merging.kept)
