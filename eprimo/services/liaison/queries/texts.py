"""The text in force of notes, read with them in the same statement."""

import json
from typing import Any

from django.db.models import JSONField, OuterRef, QuerySet, Subquery

from eprimo.foundation.content.models import Version
from eprimo.services.liaison.models import Note


def with_body(notes: QuerySet[Note, Any]) -> QuerySet[Note, Any]:
    """Each with its `body`."""
    in_force = Version.objects.filter(resource=OuterRef("pk"), number=OuterRef("resource__version"))
    return notes.annotate(body=Subquery(in_force.values("body")[:1], output_field=JSONField()))


def read_body(value: Any) -> Any:
    """The driver leaves jsonb as a text to Django's fields, and reads json by itself."""
    return json.loads(value) if isinstance(value, str) else value
