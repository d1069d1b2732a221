"""What a copy of one's own data says of interventions: those that somebody was invited to by name, and the words that
somebody proposed. The interventions that one reads or wrote are with what was written and received."""

from collections.abc import Iterator

from eprimo.foundation.kernel.copy_chapters import Chapter, Code, CopyColumn, CopyRequest, Row, Viewpoint
from eprimo.services.partners.enums import WordState
from eprimo.services.partners.models import Invitation, Word


def _invited(asked: CopyRequest) -> Iterator[Row]:
    rows = Invitation.objects.filter(person=asked.subject_id).select_related(
        "resource__intervention", "school"
    )
    for one in rows.order_by("asked_at", "pk"):
        # Before who directs opened it, the person was told nothing of it.
        if one.opened_at is not None:
            yield (
                one.resource.intervention.event_on,
                one.resource.title,
                one.school.name,
                asked.local(one.opened_at),
            )


def _proposed(asked: CopyRequest) -> Iterator[Row]:
    for one in Word.objects.filter(by=asked.subject_id).select_related("resource").order_by("made_at", "pk"):
        state = Code(one.state, str(WordState(one.state).label))
        yield asked.local(one.made_at), one.resource.title, one.text, state, one.answer


CHAPTERS = [
    Chapter(
        "interventions_invited",
        "Les interventions où une classe vous a invité",
        "Celles que la direction vous a ouvertes.",
        (
            CopyColumn("event_on", "Jour"),
            CopyColumn("title", "Intervention"),
            CopyColumn("school", "École"),
            CopyColumn("opened_at", "Ouverte le"),
        ),
        _invited,
        ("partners.Invitation",),
        frozenset({Viewpoint.OWN}),
        46,
    ),
    Chapter(
        "interventions_words",
        "Les mots que vous avez proposés aux familles",
        "Ce que vous avez écrit, et ce que l’école a répondu.",
        (
            CopyColumn("made_at", "Proposé le"),
            CopyColumn("title", "Intervention"),
            CopyColumn("text", "Mot", long=True),
            CopyColumn("state", "Ce qu’il en est"),
            CopyColumn("answer", "Réponse de l’école", long=True),
        ),
        _proposed,
        ("partners.Word",),
        frozenset({Viewpoint.OWN}),
        46,
    ),
]
