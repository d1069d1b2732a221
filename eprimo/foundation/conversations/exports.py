"""What a copy of one's own data holds of conversations.

A guardian reads the own ones, both sides of them; nothing is told of another guardian's. Who works in a school reads
the own words, not to whom they were.
"""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from eprimo.foundation.conversations.enums import Matter, MessageState
from eprimo.foundation.conversations.models import Conversation, Message
from eprimo.foundation.kernel.copy_chapters import (
    Chapter,
    Code,
    CopyColumn,
    CopyRequest,
    LeftOut,
    Row,
    Viewpoint,
)

_OWN = frozenset({Viewpoint.OWN})
_FAMILY = frozenset({Viewpoint.OWN, Viewpoint.GUARDIAN})


def _of_conversation(rows: QuerySet[Message]) -> QuerySet[Message]:
    """With what their conversation is about (`title` of a thing and since when it is withdrawn, else `matter`)."""
    own = Conversation.objects.filter(school_year=OuterRef("school_year"), id=OuterRef("conversation_id"))
    names = {"title": "resource__title", "withdrawn_at": "resource__withdrawn_at", "matter": "matter"}
    return rows.annotate(**{name: Subquery(own.values(path)[:1]) for name, path in names.items()})


def _about(title: str | None, withdrawn_at: object, matter: str | None) -> str:
    """A thing that was withdrawn keeps its words to itself."""
    if matter:
        return str(Matter(matter).label)
    return _("Retiré par l’école") if withdrawn_at is not None else title or ""


def _mine(asked: CopyRequest) -> Q:
    """On Conversation: those of the reader as a guardian, about children of whom the reader may know."""
    children = list(asked.children) if asked.viewpoint == Viewpoint.OWN else [asked.subject_id]
    return Q(guardian_id=asked.reader_id, child_id__in=children)


def _words(asked: CopyRequest) -> Iterator[Row]:
    """Both sides, as the reader sees them: what the school wrote and holds back is not there."""
    seen = Q(from_school=False) | Q(visible_from__lte=asked.now) & ~Q(state=MessageState.HELD)
    own = Conversation.objects.filter(
        _mine(asked), school_year=OuterRef("school_year"), id=OuterRef("conversation_id")
    )
    rows = Message.objects.filter(Exists(own), seen).select_related("child")
    for one in _of_conversation(rows).order_by("school_year", "id"):
        side = Code("school", _("L’école")) if one.from_school else Code("family", _("Vous"))
        words = _("Message retiré") if one.state == MessageState.RECALLED else one.body
        about = _about(one.title, one.withdrawn_at, one.matter)  # type: ignore[attr-defined]
        yield (asked.local(one.written_at), about, one.child.first_name, side, words)


def _conversations(asked: CopyRequest) -> Iterator[Row]:
    rows = Conversation.objects.filter(_mine(asked)).annotate(
        title=F("resource__title"), withdrawn_at=F("resource__withdrawn_at")
    )
    for one in rows.select_related("child").order_by("school_year", "id"):
        about = _about(one.title, one.withdrawn_at, one.matter)
        yield (about, one.child.first_name, asked.local(one.seen_at), asked.local(one.closed_at))


def _answers_written(asked: CopyRequest) -> Iterator[Row]:
    """What one wrote to families for the school: the words, not to whom."""
    rows = Message.objects.filter(author=asked.subject_id, from_school=True).exclude(body="")
    for one in _of_conversation(rows).order_by("school_year", "id"):
        # What it is about is not the author's to lose: a thing that was withdrawn is told by its title here.
        yield (asked.local(one.written_at), _about(one.title, None, one.matter), one.body)  # type: ignore[attr-defined]


CHAPTERS = [
    Chapter(
        "words",
        "Vos échanges avec l’école",
        "Ce que vous avez écrit à l’école, et ce qu’elle vous a répondu.",
        (
            CopyColumn("at", "Date"),
            CopyColumn("title", "Sujet"),
            CopyColumn("child", "Enfant"),
            CopyColumn("side", "Qui écrit"),
            CopyColumn("text", "Texte", long=True),
        ),
        _words,
        ("conversations.Message",),
        _FAMILY,
        33,
    ),
    Chapter(
        "conversations",
        "État de vos échanges",
        "Ce que vous avez vu, ce que l’école a terminé.",
        (
            CopyColumn("title", "Sujet"),
            CopyColumn("child", "Enfant"),
            CopyColumn("seen_at", "Vu le"),
            CopyColumn("closed_at", "Terminé le"),
        ),
        _conversations,
        ("conversations.Conversation",),
        _FAMILY,
        34,
    ),
    Chapter(
        "answers_written",
        "Vos réponses aux familles",
        "Ce que vous avez écrit. À qui n’est pas dit\u00a0: ce sont leurs données.",
        (CopyColumn("at", "Date"), CopyColumn("title", "Sujet"), CopyColumn("text", "Texte", long=True)),
        _answers_written,
        ("conversations.Message",),
        _OWN,
        41,
    ),
]
LEFT_OUT = [
    LeftOut("conversations.Seat", "Qui, à l’école, lit un échange\u00a0: la page de l’échange le dit."),
]
