"""The minutes as a document: who took part, what was said, what was decided; and the sheet that who comes signs."""

from collections.abc import Sequence

from eprimo.foundation.printing.writings import (
    Heading,
    Items,
    Notice,
    Para,
    Part,
    Table,
    Writing,
    pieces,
    plain,
)
from eprimo.steering.governance.figures import figures_parts
from eprimo.steering.governance.models import Guest, Meeting, MeetingDecision, Minutes
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

# For who comes without having been invited.
_FREE_LINES = 4


def minutes_writing(meeting: Meeting, minutes: Minutes) -> Writing:
    parts: list[Part] = []
    if minutes.version > 1:
        parts.append(Notice(f"Version {minutes.version}", [plain(minutes.reason)]))
    parts += [
        Para(pieces("Groupement de commandes « {name} »", name=meeting.market.name)),
        Para(pieces("{body}. {day}, {place}.", body=meeting.body, day=meeting.day_in_words.capitalize(),
                    place=meeting.place)),
    ]  # fmt: skip
    rows: list[list[str | None]] = [
        [one.member.name, one.took_part]
        for one in meeting.attendances.exclude(presence="").select_related("member").order_by("member__key")
    ]
    # By function alone: minutes name nobody.
    guests: list[list[str | None]] = [
        [one.function, one.took_part]
        for one in meeting.guests.exclude(presence="").order_by("function", "pk")
    ]
    if rows:
        parts.append(Table("Membres", ["Membre", "Participation"], rows))
    if guests:
        parts.append(Table("Personnes invitées", ["Fonction", "Participation"], guests))
    parts += figures_parts(meeting)
    parts += [Heading("Ordre du jour"), *_paragraphs(meeting.agenda)]
    parts += [Heading("Compte rendu"), *_paragraphs(minutes.text)]
    decisions = [
        pieces("{text} ({who}, {state})", text=one.text, who=one.who, state=progress_of(one))
        for one in meeting.decisions.order_by("number")
    ]
    if decisions:
        parts += [Heading("Décisions"), Items(decisions, numbered=True)]
    published = day_month_year(minutes.published_at) if minutes.published_at else ""
    return Writing(
        title=f"Compte rendu\N{NO-BREAK SPACE}: {meeting.subject}",
        sender=[
            "Rectorat, coordonnateur du groupement",
            f"Académie\N{NO-BREAK SPACE}: {meeting.market.academy.name}",
        ],
        parts=parts,
        foot=f"Compte rendu, version {minutes.version}, publié le {published}",
    )


def progress_of(decision: MeetingDecision) -> str:
    """« jusqu’au 3 juillet 2026 », « fait le 2 juillet 2026 », « abandonné le … : pourquoi »."""
    if decision.ended_on is None:
        return f"jusqu’au {day_month_year(decision.until)}"
    words = f"{decision.get_state_display().lower()} le {day_month_year(decision.ended_on)}"
    return f"{words}{NBSP}: {decision.reason}" if decision.reason else words


def sheet_writing(meeting: Meeting, guests: Sequence[Guest]) -> Writing:
    """The sheet that who comes signs: members as bodies, other people by function and by name; then blank lines."""
    seats = meeting.attendances.select_related("member").order_by("member__key", "pk")
    rows: list[list[str | None]] = [[one.member.name, one.standing_answer, None, None] for one in seats]
    rows += [
        [f"{one.function}, {one.shown}" if one.shown else one.function, one.standing_answer, None, None]
        for one in guests
    ]
    rows += [[None, "", None, None] for _ in range(_FREE_LINES)]
    return Writing(
        title="Feuille de présence",
        sender=["Rectorat, coordonnateur du groupement"],
        parts=[
            Para(pieces("**{body}**, {subject}", body=meeting.body, subject=meeting.subject)),
            Para(plain(f"{meeting.day_in_words.capitalize()}, {meeting.place}")),
            Table(
                "Participants",
                ["Invité", "Réponse", "Nom et fonction", "Signature"],
                rows,
                widths=(32, 20, 26, 22),
            ),
        ],
        foot="Feuille gardée par le rectorat",
    )


def _paragraphs(text: str) -> list[Part]:
    return [Para(plain(block.strip())) for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
