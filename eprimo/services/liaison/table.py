"""The rows of the follow-up, written by hand: thirty of them by templates took most of the page's time.

Every word of people goes through `escaped`. The school's pages are in French.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from uuid import UUID

from django.utils.safestring import SafeString

from eprimo.services.liaison.enums import QuestionKind
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.queries.follow_up import Abilities
from eprimo.services.liaison.questions import Question
from eprimo.services.liaison.rows import ChildRow, OwedRow
from eprimo.ui import french, pictures
from eprimo.ui.addresses import form_of
from eprimo.ui.markup import animal, badge, escaped, icon

# Up to there each question has a column of its own; more of them stand one under the other.
MOST_COLUMNS = 2
# How many ids each address of a row takes: the note, the child, and the guardian.
_ADDRESSES = {"paper": 2, "remind_one": 2, "as_family": 3, "team_thread": 3}


@dataclass(frozen=True)
class Rows:
    """The rows of one note's table, with what each lets do."""

    note: Note
    abilities: Mapping[int, Abilities]

    @property
    def heads(self) -> list[str]:
        """What stands over the answers: a question each, or one word for many; nothing when none is asked."""
        asked = self._asked
        if len(asked) > MOST_COLUMNS:
            return ["Réponses"]
        return [one.text or "Réponse" for one in asked]

    def html(self, rows: Iterable[ChildRow]) -> SafeString:
        return SafeString("\n".join(self._row(row, self.abilities[row.child_id]) for row in rows))

    def _row(self, row: ChildRow, ability: Abilities) -> str:
        drawn, colour = pictures.animal_of(row.child_seed)
        label = f"<span>{escaped(row.class_label)}</span>" if row.class_label else ""
        name = f"{escaped(row.first_name)} {escaped(row.last_name)}"
        guardians = "".join(self._guardian(row, owed, ability) for owed in row.owed)
        school = "".join(self._school(row, ability))
        return (
            f'<tr><th scope="row"><span class="qui">{animal(drawn, colour)}<span class="txt"><b>{name}</b>{label}'
            f'</span></span></th>\n<td><div class="resp">'
            f"{guardians or '<span class="mut">Aucun responsable connu</span>'}</div></td>\n"
            f"{self._answers(row)}"
            f'<td data-l="Pour l’école"><span class="rang rang-s">{school}</span></td></tr>'
        )

    # --- one guardian ---

    def _guardian(self, row: ChildRow, owed: OwedRow, ability: Abilities) -> str:
        name = escaped(owed.name)
        ids = (row.child_public_id, owed.guardian_public_id)
        said = name
        if ability.as_family and owed.live:
            href = self._address("as_family", *ids)
            said = f'<a href="{href}">{name}<span class="vh">, voir comme cette famille</span></a>'
        if not owed.may_sign and self.note.asks_act:
            said += ' <small class="mut">lecture seule</small>'
        if owed.comment:
            said += f"<br><small>«\u00a0{escaped(owed.comment)}\u00a0»</small>"
        if ability.talks and owed.live:
            said += self._talk(self._address("team_thread", *ids), owed, name)
        return f"<span>{said}</span>{self.state(owed)}"

    def _talk(self, href: str, owed: OwedRow, name: str) -> str:
        if not owed.talk_waits and not owed.talked:
            return f'<a class="s ecrire" href="{href}" aria-label="Lui écrire, {name}">{icon("message-circle")}</a>'
        words = "A écrit, attend une réponse" if owed.talk_waits else "Échanges"
        return f'<a class="s bloc" href="{href}">{words}<span class="vh">, {name}</span></a>'

    def state(self, owed: OwedRow) -> SafeString:
        """Where one guardian stands: what was done last, else whether the note was read at all. What was answered
        stands under its question."""
        if not owed.live:
            return _fixed("", "N’est plus concerné", "")
        if owed.refused_at:
            return _fixed("al", "Refus", "triangle-alert")
        if owed.again:
            return _fixed("at", f"{'Répondu' if owed.answered_at else 'Signé'}, à refaire", "rotate-cw")
        if owed.answered_at:
            changed = ", changé" if owed.changed_at else ""
            return _fixed("ok", f"{'Papier rendu' if owed.on_paper else 'Répondu'}{changed}", "check")
        if owed.signed_at:
            words = "Papier rendu" if owed.on_paper else "Signé"
            return _fixed("ok", words + self._version(owed.signed_version), "check")
        if owed.read_at:
            return _fixed("in", f"Lu{self._version(owed.read_version)}", "eye")
        if owed.activated is False:
            return _fixed("at", "Jamais venu", "smartphone")
        return _fixed("at", "Pas encore lu", "circle")

    def _version(self, number: int | None) -> str:
        """Which version it was about, when it is not the one in force."""
        return "" if number == self.note.resource.version else f", version {number}"

    # --- what was answered ---

    def _answers(self, row: ChildRow) -> str:
        """A cell for each question; many questions in one cell, each after its words."""
        asked = self._asked
        if len(asked) <= MOST_COLUMNS:
            return "".join(
                f'<td class="dit" data-l="{escaped(head)}">{self._answer(row, place, one)}</td>\n'
                for place, (head, one) in enumerate(zip(self.heads, asked, strict=True))
            )
        if not any(one.answered_at for one in row.owed):
            return '<td class="dit" data-l="Réponses"></td>\n'
        said = "".join(
            f"<div><dt>{escaped(one.text)}</dt><dd>{self._answer(row, place, one)}</dd></div>"
            for place, one in enumerate(asked)
        )
        return f'<td class="dit" data-l="Réponses"><dl class="rep">{said}</dl></td>\n'

    def _answer(self, row: ChildRow, place: int, question: Question) -> str:
        """What the guardians said to it: once for the child when they agree; each adult's own for an offer."""
        given = [
            (one.name, one.answers[place])
            for one in row.owed
            if one.answered_at and not one.again and len(one.answers) > place and one.answers[place]
        ]
        if not given:
            return '<span class="mut">rien</span>' if any(one.answered_at for one in row.owed) else ""
        named = "".join(f"<li><span>{escaped(name)}</span> {escaped(words)}</li>" for name, words in given)
        if question.of_adult:
            return f'<ul class="rep">{named}</ul>'
        answers = dict.fromkeys(words for _, words in given)
        if len(answers) > 1:
            return f'{_fixed("al", "Pas la même réponse", "triangle-alert")}<ul class="rep">{named}</ul>'
        (answer,) = answers
        if question.kind != QuestionKind.AUTHORISATION:
            return badge("", answer, "")
        return badge("al", answer, "x") if question.is_refused_by(answer) else badge("ok", answer, "check")

    @cached_property
    def _asked(self) -> tuple[Question, ...]:
        return self.note.asked

    # --- what the school has, and may do ---

    def _school(self, row: ChildRow, ability: Abilities) -> Iterator[str]:
        if row.disagrees:
            yield _fixed("al", "Un oui, un non", "triangle-alert")
        elif row.outcome == "done":
            yield _fixed("ok", "Reçu", "check")
        elif row.outcome == "refused":
            yield _fixed("al", "Refus", "triangle-alert")
        else:
            yield f'<span class="mut att">{"attendu" if row.present else "n’est plus attendu"}</span>'
        yield from self._acts(row, ability)

    def _acts(self, row: ChildRow, ability: Abilities) -> Iterator[str]:
        name = escaped(row.first_name)
        if ability.paper and row.outcome == "waiting":
            look, drawn = ("s", "") if ability.remind else ("btn btn-2", icon("file-check"))
            href = self._address("paper", row.child_public_id)
            yield f'<a class="{look}" href="{href}" aria-label="Coupon rendu par {name}">{drawn}Coupon rendu</a>'
        elif ability.paper and any(owed.on_paper for owed in row.owed):
            href = self._address("paper", row.child_public_id)
            yield f'<a class="s" href="{href}" aria-label="Changer le coupon de {name}">Changer le coupon</a>'
        if ability.remind:
            action = self._address("remind_one", row.child_public_id)
            yield (
                f'<button class="btn btn-2" form="relance" formaction="{action}" '
                f'aria-label="Relancer la famille {french.of(name)}">Relancer</button>'
            )
        if row.slip_at and row.waits:
            yield f'<small class="mut">{icon("printer")}Coupon imprimé le {french.day_month(row.slip_at)}</small>'
        if ability.reminder:
            when = french.day_and_time(ability.reminder)
            words = f"La relance partira {when}" if ability.reminder_waits else f"Relancé {when}"
            yield f'<small class="mut">{words}</small>'

    # --- addresses ---

    def _address(self, route: str, *ids: UUID) -> str:
        return self._forms[route].format(self.note.resource.public_id, *ids)

    @cached_property
    def _forms(self) -> dict[str, str]:
        """Asked for once, and not once a row: a class has up to two hundred of them."""
        return {route: form_of(f"liaison:{route}", count) for route, count in _ADDRESSES.items()}


@lru_cache(maxsize=256)
def _fixed(tone: str, word: str, icon_name: str) -> SafeString:
    """A state in words of ours: a class has sixty of a few."""
    return badge(tone, word, icon_name)
