"""What a copy of one's own data says of contents: one's own work, whatever the service."""

from collections.abc import Iterator

from django.db.models import JSONField, OuterRef, Subquery
from django.utils.translation import gettext as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import detail_model, kinds
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.models import Resource, Version
from eprimo.foundation.kernel.copy_chapters import Chapter, Code, CopyColumn, CopyRequest, Row, Viewpoint
from eprimo.foundation.kernel.services import discover

# The own tables of the kinds that services declare are told of with their resource.
discover()


def _own_tables() -> Iterator[str]:
    for model in map(detail_model, kinds()):
        if model is not None:
            yield model._meta.label  # noqa: SLF001 - the documented interface of models


def _contents(asked: CopyRequest) -> Iterator[Row]:
    """The text in force, or the draft. Whom it was for, and what others answered, is theirs."""
    in_force = Version.objects.filter(resource=OuterRef("pk"), number=OuterRef("version"))
    rows = Resource.objects.annotate(body=Subquery(in_force.values("body")[:1], output_field=JSONField()))
    for one in (
        rows.filter(owner=asked.subject_id).select_related("school", "territory").order_by("created_at", "pk")
    ):
        words = _("Brouillon") if one.state == ResourceState.DRAFT else _("Publié")
        document = one.draft or one.body
        yield (
            one.title,
            Code(one.state, words),
            str(one.school or one.territory),
            asked.local(one.created_at),
            asked.local(one.updated_at),
            richtext.to_text(document) if document else "",
        )


CHAPTERS = [
    Chapter(
        "contents",
        "Ce que vous avez écrit",
        (
            "Vos mots et vos brouillons, dans leur dernier état. Les réponses des familles "
            "n’y sont pas\u00a0: elles sont à elles."
        ),
        (
            CopyColumn("title", "Titre"),
            CopyColumn("state", "État"),
            CopyColumn("school", "École"),
            CopyColumn("created_at", "Commencé le"),
            CopyColumn("updated_at", "Modifié le"),
            CopyColumn("text", "Texte", long=True),
        ),
        _contents,
        (
            "content.Resource",
            "content.Version",
            *_own_tables(),
        ),
        frozenset({Viewpoint.OWN}),
        40,
    ),
]
