"""Why a row was written, in words, where every page reads the row and none its words.

Pages have no right on such a column (`unread` of its model) and managers leave it out. Who asks a row for it is
answered by a function of the owner, which knows who may (`wall.reasons`): nothing, for everybody else. An answer is of
the session that asked: rows that a process keeps are not asked themselves, but `reasons_of`.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models.query_utils import DeferredAttribute


def reasons_of(model: type[models.Model], ids: Iterable[int]) -> dict[int, str]:
    """Return the words of these rows that the session may read, by key; the others are left out."""
    with connection.cursor() as cursor:
        label = model._meta.label_lower  # noqa: SLF001 - the documented interface of models
        cursor.execute("SELECT id, reason FROM wall.reasons(%s, %s)", [label, list(ids)])
        return dict(cursor.fetchall())


class UnreadManager[M: models.Model](models.Manager[M]):
    """Rows without the columns that pages do not read: `unread` of the model."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().defer(*self.model.unread)  # type: ignore[attr-defined]


class _AnsweredByTheOwner(DeferredAttribute):
    """Reads the words by `wall.reasons`; of several rows at once where they were fetched as peers."""

    def fetch_one(self, instance: models.Model) -> None:
        self.fetch_many([instance])

    def fetch_many(self, instances: Iterable[models.Model]) -> None:
        name = self.field.attname
        asked = [one for one in instances if name not in one.__dict__ and one.pk is not None]
        words = reasons_of(self.field.model, [one.pk for one in asked])
        for one in asked:
            one.__dict__[name] = words.get(one.pk, "")


class ReasonField(models.CharField):  # type: ignore[type-arg]
    """Words that pages write, and that the owner's function reads to who may."""

    descriptor_class = _AnsweredByTheOwner

    def deconstruct(self) -> Any:
        """Tell migrations that it is a text as any other."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
