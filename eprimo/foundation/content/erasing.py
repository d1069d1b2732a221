"""What contents do beyond their lines when people are erased."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    CharField,
    DecimalField,
    F,
    Field,
    FloatField,
    IntegerField,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce

from eprimo.foundation.content import richtext
from eprimo.foundation.content.actions import resources_hold
from eprimo.foundation.content.capabilities import Details, kinds
from eprimo.foundation.content.closures import closures_unsay
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import Kind, To
from eprimo.foundation.content.models import Resource, Target, Version
from eprimo.foundation.content.things.drafts import own_columns
from eprimo.foundation.content.things.events import ThingMoved
from eprimo.foundation.files.actions import attachments_drop
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.retention_rules import Erasing
from eprimo.foundation.occasions.actions import occasions_drop

UNSAID = "Effacé par son auteur"


def erase(erasing: Erasing) -> Mapping[str, int]:
    """Erase what people wrote. What was never published was seen by nobody else: it goes with its author, or with what
    the author shared. What was published goes with its author when the author wants so: the row stays, as the facts of
    others lead to it."""
    drafts = Resource.objects.filter(owner__in=[*erasing.people, *erasing.objecting], version=0)
    held = resources_hold(drafts.values_list("pk", flat=True), to_delete=True)
    # What was published while it was waited for is no draft any more.
    count = drafts.filter(pk__in=held).count()
    drafts.filter(pk__in=held).delete()
    # Who followed is named no more; whom it was about stays, without a name.
    Target.objects.filter(kind=To.PERSON, target__in=erasing.people).delete()
    return {"content.Resource": count + _unsaid(erasing.objecting)}


# Of columns that must hold something, by type. A boolean is no number here.
_NEUTRAL: "tuple[tuple[type[Field[Any, Any]], Any], ...]" = (
    (BooleanField, False),
    (CharField, ""),
    (TextField, ""),
    (IntegerField, 0),
    (DecimalField, 0),
    (FloatField, 0),
    (ArrayField, []),
)


def _unsaid(authors: Sequence[int]) -> int:
    """What these authors published, withdrawn and emptied: words, versions, own columns of its kind; told no more."""
    rows = Resource.objects.filter(owner__in=authors).exclude(title=UNSAID, state=ResourceState.WITHDRAWN)
    held = resources_hold(rows.values_list("pk", flat=True)) if authors else []
    services = dict(rows.filter(pk__in=held).values_list("pk", "service"))
    if not services:
        return 0
    Version.objects.filter(resource__in=services).update(title=UNSAID, body=richtext.EMPTY, facts={})
    Resource.objects.filter(pk__in=services).update(
        title=UNSAID,
        draft=None,
        state=ResourceState.WITHDRAWN,
        trashed_at=None,
        updated_at=F("updated_at"),
        withdrawn_at=Coalesce("withdrawn_at", Value(clock.now())),
    )
    occasions_drop(list(services))
    closures_unsay(things=Resource.objects.filter(pk__in=services).values_list("public_id", flat=True))
    attachments_drop(services)
    for kind in kinds():
        _blanked(kind, [pk for pk, service in services.items() if service == kind.key])
    for pk in services:
        emit(ThingMoved(pk))
    return len(services)


def _blanked(kind: Kind, resources: Sequence[int]) -> None:
    """What the form of the kind fills. A kind without one says in its own folder what goes of its rows."""
    details = kind.get(Details)
    if details is None or details.form is None or not resources:
        return
    fields = details.model._meta  # noqa: SLF001 - the documented interface of models
    empty = {name: _emptied(fields.get_field(name)) for name in own_columns(kind)}
    details.model._default_manager.filter(resource__in=resources).update(**empty)  # noqa: SLF001 - documented


def _emptied(column: Any) -> Any:
    """What such a column holds once its words are gone: nothing, its default, else the neutral value of its type. What
    is none of these (another row, a day) names nobody, and stays."""
    if column.null:
        return None
    if column.has_default():
        return column.get_default()
    for sort, neutral in _NEUTRAL:
        if isinstance(column, sort):
            return neutral
    return F(column.name)
