"""The cards of a guardian’s notices of notes, on the home."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.particulars import Announced, announced
from eprimo.foundation.content.phrasebook import Twin, said, twin
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.models import Lane, Notice
from eprimo.foundation.notifications.sections import Board
from eprimo.services.liaison.announced import due_of
from eprimo.services.liaison.editions import news_for
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.forms import AnswerForm
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.over import answers_are_late
from eprimo.services.liaison.queries.board import OnCard, on_board
from eprimo.services.liaison.queries.families import ForChild
from eprimo.services.liaison.together import ALONE, Together, together_for
from eprimo.ui import french
from eprimo.ui.screens import component


@dataclass(frozen=True, slots=True)
class Face:
    """What the card of a notice is drawn with. `html` is empty when the text opens on its own page."""

    page: OnCard
    html: str
    # The same in the reader's language, as far as the phrasebook goes; nothing in French.
    twin: Twin
    form: AnswerForm | None
    own_name: str
    over: bool
    # What its button says: « sign », « answer » or « read ».
    reading: str
    event: Announced
    # What changed since this guardian read, signed or answered it.
    news: Sequence[str] = ()
    # Children for whom one tap does the same.
    together: Together = ALONE

    @property
    def closed(self) -> bool:
        """Its day is over: nothing is signed or answered any more."""
        return self.page.past

    @property
    def tells_day(self) -> bool:
        return self.note.event_on is not None

    @property
    def brief(self) -> SafeString:
        """What a closed card says first: what it is about, its day, hours and place, what goes into the bag; in the
        reader's language what is ours or the phrasebook knows, the rest as its author wrote it."""
        theirs = (
            said(one) or component("author")(one) for one in (self.event.place, *self.event.bring) if one
        )
        return format_html_join(
            " · ", "{}", ((one,) for one in (self.event.what, self.day, self.event.hours, *theirs) if one)
        )

    @property
    def day(self) -> str:
        """« C’est le jeudi 3 décembre »: the margin shows the last day to sign, under its verb."""
        note = self.note
        if note.event_on is None:
            return ""
        if note.event_until_on not in {None, note.event_on}:
            return self.event.day
        return _("C’est le %(day)s") % {"day": french.weekday_day_month(note.event_on)}

    @property
    def line(self) -> ForChild:
        return self.page.line

    @property
    def note(self) -> Note:
        return self.page.line.note


def family_board(actor: Actor, notices: Sequence[Notice]) -> Board:
    """The cards of these notices (one statement)."""
    cards = on_board(actor, notices)
    return {
        notice.id: face_of(actor, notice, cards[key], _siblings(cards, notices, notice))
        for notice in notices
        if (key := (notice.resource_id or 0, notice.child_id or 0)) in cards
    }


def _siblings(
    cards: Mapping[tuple[int, int], OnCard], notices: Iterable[Notice], one: Notice
) -> list[ForChild]:
    """The lines of one card: the same note in the same lane, for each child."""
    same = (o for o in notices if (o.resource_id, o.lane, o.card) == (one.resource_id, one.lane, one.card))
    keys = ((other.resource_id or 0, other.child_id or 0) for other in same)
    return [cards[key].line for key in keys if key in cards]


def face_of(actor: Actor, notice: Notice, page: OnCard, lines: Iterable[ForChild] = ()) -> Face:
    """The card of a notice, with its text and its buttons when it opens in place."""
    note, to_do = page.note, notice.lane == Lane.TO_DO
    form = None
    if page.body is not None and page.may_answer and note.kind == NoteKind.TO_ANSWER:
        # The ids of one card are apart from those of the others.
        form = AnswerForm(note, auto_id=f"id_{notice.id}_%s", initial=AnswerForm.initial_of(page.line.owed))
    return Face(
        page=page,
        html=richtext.to_html(page.body) if page.body is not None else "",
        twin=twin(page.body, note.resource.title),
        form=form,
        own_name=actor.display_name,
        over=answers_are_late(note),
        event=announced(
            note, note.resource.title, hides_place=page.line.hides_place, due=due_of(note) if to_do else ""
        ),
        reading=note.kind if to_do and note.asks_act and not page.past else "read",
        news=news_for(page.line),
        together=together_for(actor, page.line, lines),
    )
