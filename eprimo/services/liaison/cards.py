"""The cards of a guardian's notices of notes, on the home."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from eprimo.foundation.content import richtext
from eprimo.foundation.content.particulars import Announced, announced
from eprimo.foundation.content.phrasebook.translation import Twin, translate_text, translate_words
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.notifications.models import Lane, Notice
from eprimo.foundation.notifications.sections import Board
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.forms.families import AnswerForm
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.particulars import due_of
from eprimo.services.liaison.queries.cards import CardNote, LateNote, card_notes
from eprimo.services.liaison.queries.families import NoteForChild
from eprimo.services.liaison.siblings import SharedAct, shared_act
from eprimo.services.liaison.state import answers_are_late
from eprimo.services.liaison.versions import unread_changes
from eprimo.ui import french
from eprimo.ui.languages import SOURCE, spoken

# Of a note and a child.
type _Key = tuple[int, int]


@dataclass(frozen=True)
class NoteCard:
    """The card of a notice about a note. A home draws a line of most notices, so that what a card alone says is made
    when it is asked for. `lines`: the same note for each child of the reader, this one too."""

    actor: Actor
    notice: Notice
    page: CardNote
    lines: Sequence[NoteForChild] = ()

    @property
    def own_name(self) -> str:
        return self.actor.display_name

    @cached_property
    def html(self) -> str:
        """The text; empty when it opens on its own page."""
        return richtext.to_html(self.page.body) if self.page.body is not None else ""

    @cached_property
    def twin(self) -> Twin:
        """The text in the reader's language, as far as the phrasebook goes; nothing in French."""
        return translate_text(self.page.body, self.note.resource.title)

    @cached_property
    def form(self) -> AnswerForm | None:
        if self.page.body is None or not self.page.may_answer or self.note.kind != NoteKind.TO_ANSWER:
            return None
        # The ids of one card are apart from those of the others.
        return AnswerForm(
            self.note, auto_id=f"id_{self.notice.id}_%s", initial=AnswerForm.initial_of(self.line.owed)
        )

    @property
    def over(self) -> bool:
        return answers_are_late(self.note)

    @property
    def _to_do(self) -> bool:
        return self.notice.lane == Lane.TO_DO

    @property
    def reading(self) -> str:
        """The act of its button: « sign », « answer » or « read »."""
        return self.note.kind if self._to_do and self.note.asks_act and not self.page.past else "read"

    @cached_property
    def event(self) -> Announced:
        due = due_of(self.note) if self._to_do else ""
        return announced(self.note, self.note.resource.title, hides_place=self.line.hides_place, due=due)

    @cached_property
    def news(self) -> Sequence[str]:
        """The changes since this guardian read, signed or answered it, in sentences."""
        return unread_changes(self.line)

    @cached_property
    def together(self) -> SharedAct:
        """The children for whom one tap does the same."""
        return shared_act(self.actor, self.page.line, self.lines)

    @property
    def closed(self) -> bool:
        """The day is over: the note is neither signed nor answered any more."""
        return self.page.past

    @property
    def tells_day(self) -> bool:
        return self.note.event_on is not None

    @property
    def brief(self) -> tuple[str, str]:
        """The first words of a closed card: what it is about, its day, hours and place, what goes into the bag.
        Second, what stays as its author wrote it, where the reader's language is another."""
        theirs = [one for one in (self.event.place, *self.event.bring) if one]
        own = [self.event.what, self.day, self.event.hours]
        if spoken() == SOURCE:
            return _in_line([*own, *theirs]), ""
        known = {one: translate_words(one) for one in theirs}
        return _in_line([*own, *known.values()]), _in_line(one for one in theirs if not known[one])

    @property
    def day(self) -> str:
        """The day of what is announced, « C’est le jeudi 3 décembre »: the margin shows the last day to sign, under
        the verb."""
        note = self.note
        if note.event_on is None:
            return ""
        if note.event_until_on not in {None, note.event_on} or note.from_noon or note.until_noon:
            return self.event.day
        return _("C’est le %(day)s") % {"day": french.weekday_day_month(note.event_on)}

    @property
    def line(self) -> NoteForChild:
        return self.page.line

    @property
    def note(self) -> Note:
        return self.page.line.note


def _in_line(words: Iterable[str]) -> str:
    return " · ".join(filter(None, words))


def family_board(actor: Actor, notices: Sequence[Notice]) -> Board:
    """Return the cards of these notices, by notice (one statement)."""
    cards = card_notes(actor, notices)
    return {
        notice.id: found
        if isinstance(found, LateNote)
        else NoteCard(actor, notice, found, _siblings(cards, notices, notice))
        for notice in notices
        if (found := cards.get(_key(notice))) is not None
    }


def _siblings(
    cards: Mapping[_Key, CardNote | LateNote], notices: Iterable[Notice], one: Notice
) -> list[NoteForChild]:
    """Return the lines of one card: the same note in the same lane, for each child."""
    same = (o for o in notices if (o.resource_id, o.lane, o.card) == (one.resource_id, one.lane, one.card))
    found = (cards.get(_key(other)) for other in same)
    return [card.line for card in found if isinstance(card, CardNote)]


def _key(notice: Notice) -> _Key:
    return notice.resource_id or 0, notice.child_id or 0
