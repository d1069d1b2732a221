"""Nameless rows of the erased, once no fact names them any more."""

from django.db.models import Exists, OuterRef

from eprimo.foundation.directory.models import Person


def stubs_forget(most: int) -> int:
    """Delete so many of them at most; returns how many went. The trail reads « personne effacée » all the same."""
    rows = Person.objects.filter(erased_at__isnull=False)
    for relation in Person._meta.get_fields(include_hidden=True):  # noqa: SLF001 - documented
        if relation.is_relation and relation.auto_created and not relation.concrete:
            column = relation.field.attname  # type: ignore[union-attr]
            named = relation.related_model._default_manager.filter(**{column: OuterRef("pk")})  # type: ignore[union-attr] # noqa: SLF001
            rows = rows.filter(~Exists(named))
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    Person.objects.filter(pk__in=ids).delete()
    return len(ids)
