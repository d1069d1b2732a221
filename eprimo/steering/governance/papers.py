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
from eprimo.ui.french import day_and_time, day_month_year


def minutes_writing(meeting: Meeting, minutes: Minutes) -> Writing:
    parts: list[Part] = []
    if minutes.version > 1:
        parts.append(Notice(f"Version {minutes.version}", [plain(minutes.reason)]))
    parts += [
        Para(pieces("Groupement de commandes « {name} »", name=meeting.market.name)),
        Para(pieces("{body}. {day}, {place}.", body=meeting.body, day=day_and_time(meeting.starts_at),
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
        sender=[meeting.market.academy.name, "Rectorat, coordonnateur du groupement"],
        parts=parts,
        foot=f"Compte rendu, version {minutes.version}, publié le {published}",
    )


def _part(one: Attendance) -> str:
    return f"Représenté par {one.by}" if one.by else one.get_presence_display()


def _paragraphs(text: str) -> list[Part]:
    return [Para(plain(block.strip())) for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
