"""Nameless rows of the erased, once no fact names them any more."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from eprimo.foundation.directory.models import Person


def unnamed() -> QuerySet[Person]:
    """The erased whom nothing names.

    One « not any » of some ninety questions, each an index that is looked up: as ninety « and not » they are ninety
    joins, and the server takes a second to put them in order.
    """
    named = Q()
    for relation in Person._meta.get_fields(include_hidden=True):  # noqa: SLF001 - documented
        if relation.is_relation and relation.auto_created and not relation.concrete:
            column = relation.field.attname  # type: ignore[union-attr]
            rows = relation.related_model._default_manager.filter(**{column: OuterRef("pk")})  # type: ignore[union-attr] # noqa: SLF001
            named |= Q(Exists(rows))
    return Person.objects.filter(~named, erased_at__isnull=False)


def stubs_forget(most: int) -> int:
    """Delete so many of them at most; returns how many went. The trail reads « personne effacée » all the same."""
    ids = list(unnamed().order_by("pk").values_list("pk", flat=True)[:most])
    Person.objects.filter(pk__in=ids).delete()
    return len(ids)
