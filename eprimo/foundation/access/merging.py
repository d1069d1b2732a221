"""Rules that name one person or one child: those of the absorbed one become those of the kept one."""

from eprimo.foundation.access.models import Audience, AudienceKind
from eprimo.foundation.kernel.merging import Merging


def begin(merging: Merging) -> None:
    named = Audience.objects.filter(
        kind__in=(AudienceKind.CHILD, AudienceKind.PERSON), target=merging.absorbed
    )
    for old in named.order_by("pk"):
        new, _ = Audience.objects.get_or_create(
            kind=old.kind, target=merging.kept, profile=old.profile, school=old.school
        )
        for relation in Audience._meta.related_objects:  # noqa: SLF001 - documented
            merging.move(relation.related_model, relation.field.name, old.pk, new.pk)
