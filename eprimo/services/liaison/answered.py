"""What was answered to each question of a note, child by child, as the table of its follow-up shows it. No database, no
markup here."""

from collections.abc import Iterator
from dataclasses import dataclass

from eprimo.services.liaison.enums import QuestionKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.questions import Question
from eprimo.services.liaison.rows import ChildRow

# Up to there each question has a column of its own; more of them stand one under the other.
MOST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What the guardians of a child said to a question: once for the child when they agree; each adult's own for an
    offer."""

    question: Question
    # What stands over it.
    head: str
    # Who said what, of those whose answer holds.
    named: tuple[tuple[str, str], ...]
    # One of them answered the note, this question or another.
    somebody: bool

    @property
    def words(self) -> str:
        """The one answer; empty when there is none, or not the same from everybody."""
        said = {words for _, words in self.named}
        return said.pop() if len(said) == 1 else ""

    @property
    def of_adult(self) -> bool:
        return self.question.of_adult

    @property
    def tone(self) -> str:
        """« ok » or « al » for an authorisation; none for what is neither yes nor no."""
        if self.question.kind != QuestionKind.AUTHORISATION:
            return ""
        return "al" if self.question.is_refused_by(self.words) else "ok"


def heads_of(note: Note) -> list[str]:
    """What stands over the answers: a question each, or one word for many; nothing when none is asked."""
    if len(note.asked) > MOST_COLUMNS:
        return ["Réponses"]
    return [one.text or "Réponse" for one in note.asked]


def answers_of(note: Note, row: ChildRow) -> list[Answer]:
    """One for each question of the note, in its order."""
    somebody = any(one.answered_at for one in row.owed)
    return [
        Answer(question, question.text or "Réponse", tuple(_given(row, place)), somebody)
        for place, question in enumerate(note.asked)
    ]


def _given(row: ChildRow, place: int) -> Iterator[tuple[str, str]]:
    for one in row.owed:
        if one.answered_at and not one.again and len(one.answers) > place and one.answers[place]:
            yield one.name, one.answers[place]
