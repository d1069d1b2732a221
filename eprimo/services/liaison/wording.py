"""What the follow-up says of guardians, answers and figures, in words."""

from collections.abc import Sequence

from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.follow_up import ChildRow, FollowUpTotals, OwedRow, Tally
from eprimo.services.liaison.models import Note
from eprimo.ui.french import day_month, weekday_day_month
from eprimo.ui.plurals import NBSP, counted, plural

MOVED = "Les heures et le lieu sont dans leurs cases\u00a0: relisez le texte."


def answers_in_words(answers: Sequence[str]) -> str:
    """Return the answers on one line: « Oui, il part · Deux places »."""
    return " · ".join(filter(None, answers))


def guardian_in_words(owed: OwedRow | None, child: ChildRow) -> str:
    """Return where a guardian stands, for paper and screens: « Signé le 24 novembre »."""
    if not child.present:
        return "N’est plus dans la classe"
    if owed is None:
        return "Aucun responsable connu"
    paper = ", sur papier" if owed.on_paper else ""
    if owed.refused_at is not None:
        return f"Refusé le {day_month(owed.refused_at)}{paper}"
    if owed.again:
        did = "Avait répondu" if owed.answered_at is not None else "Avait signé"
        return f"{did} avant le changement{paper}"
    if owed.answered_at is not None:
        return f"{answers_in_words(owed.answers)}, le {day_month(owed.answered_at)}{paper}"
    if owed.signed_at is not None:
        return f"Signé le {day_month(owed.signed_at)}{paper}"
    if owed.read_at is not None:
        return f"Lu le {day_month(owed.read_at)}{paper}"
    return "Jamais venu" if owed.activated is False else "Pas encore lu"


def counted_act(note: Note) -> str:
    """Return what is counted of a note, before « pour 21 enfants sur 25 »."""
    return "Réponse reçue" if note.asks_act else "Lu"


def follow_up_summary(note: Note, totals: FollowUpTotals) -> str:
    """Return what one looks for first on the sheet: « Réponse reçue pour 21 enfants sur 25, à rendre avant jeudi 26
    novembre. Part-il ? Oui 18, Non 2 »."""
    done = f"{counted_act(note)} pour {counted(totals.settled, 'enfant')} sur {totals.children}"
    due = f", à rendre avant {weekday_day_month(note.answer_by)}" if note.answer_by else ""
    tallies = [_tally(one) for one in totals.tallies] if note.kind == NoteKind.TO_ANSWER else []
    apart = [f"{apart_words(totals.apart)}."] if totals.apart and not tallies else []
    return " ".join([f"{done}{due}.", *tallies, *apart])


def _tally(tally: Tally) -> str:
    told = [f"{answer}{NBSP}: {count}" for answer, count in tally.answers]
    told += [apart_words(len(tally.apart)).lower()] if tally.apart else []
    asked = f"{tally.text} " if tally.text else ""
    return f"{asked}{', '.join(told)}."


def apart_words(count: int) -> str:
    """Return « 2 familles ne disent pas la même chose »."""
    if count == 1:
        return "Une famille ne dit pas la même chose"
    return f"{counted(count, 'famille')} ne {plural(count, 'dit', 'disent')} pas la même chose"
