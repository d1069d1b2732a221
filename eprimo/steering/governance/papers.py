"""The minutes as a document: who took part, what was said, what was decided."""

from eprimo.foundation.documents.writings import (
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
from eprimo.steering.governance.models import Attendance, Meeting, Minutes
from eprimo.ui.french import day_month_year


def minutes_writing(meeting: Meeting, minutes: Minutes) -> Writing:
    parts: list[Part] = []
    if minutes.version > 1:
        parts.append(Notice(f"Version {minutes.version}", [plain(minutes.reason)]))
    parts += [
        Para(pieces("Groupement de commandes « {name} »", name=meeting.market.name)),
        Para(pieces("{body}. {day}, {place}.", body=meeting.body, day=meeting.day_in_words.capitalize(),
                    place=meeting.place)),
    ]  # fmt: skip
    rows = list(meeting.attendances.exclude(presence="").select_related("member").order_by("member__key"))
    if rows:
        parts.append(
            Table("Membres", ["Membre", "Participation"], [[one.member.name, _part(one)] for one in rows])
        )
    parts += [Heading("Ordre du jour"), *_paragraphs(meeting.agenda)]
    parts += [Heading("Compte rendu"), *_paragraphs(minutes.text)]
    if minutes.decisions:
        parts += [Heading("Décisions"), Items([plain(one) for one in minutes.decisions], numbered=True)]
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


def _part(one: Attendance) -> str:
    return f"Représenté par {one.by}" if one.by else one.get_presence_display()


def _paragraphs(text: str) -> list[Part]:
    return [Para(plain(block.strip())) for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
