"""The yearly report as a document: the words of the coordinator around what each chapter tells."""

from dataclasses import dataclass

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
from eprimo.steering.governance.chapters import Fact, Period, chapters
from eprimo.steering.governance.models import ActivityReport
from eprimo.ui.french import day_month_year

OPENING, OUTLOOK = "opening", "outlook"


@dataclass(frozen=True, slots=True)
class TextOf:
    """A place where the coordinator writes."""

    key: str
    label: str


def report_texts() -> list[TextOf]:
    """Before the chapters, one in each, and after them."""
    own = [TextOf(one.key, one.title) for one in chapters()]
    return [TextOf(OPENING, "Ce qu’il faut retenir"), *own, TextOf(OUTLOOK, "Et ensuite")]


@dataclass(frozen=True, slots=True)
class Told:
    """A chapter as it is told: what it counts, what it lists, what the coordinator says of it."""

    title: str
    facts: list[Fact]
    items: list[str]
    text: str

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.items or self.text)


def told_of(report: ActivityReport) -> list[Told]:
    """Each chapter, read now."""
    period = Period(report.starts_on, report.ends_on)
    return [
        Told(
            one.title,
            one.facts(report.market, period),
            one.items(report.market, period) if one.items else [],
            report.texts.get(one.key, ""),
        )
        for one in chapters()
    ]


def report_writing(report: ActivityReport) -> Writing:
    """What the document says now."""
    days = f"du {day_month_year(report.starts_on)} au {day_month_year(report.ends_on)}"
    parts: list[Part] = []
    if report.version > 1:
        parts.append(Notice(f"Version {report.version}", [plain(report.reason)]))
    parts.append(
        Para(pieces("Groupement de commandes « {name} », {days}.", name=report.market.name, days=days))
    )
    parts += _words("Ce qu’il faut retenir", report.texts.get(OPENING, ""))
    for one in told_of(report):
        if one.is_empty:
            continue
        parts += [Heading(one.title), *_paragraphs(one.text)]
        if one.facts:
            rows: list[list[str | None]] = [list(fact) for fact in one.facts]
            parts.append(Table(one.title, ["Quoi", "Combien"], rows, widths=(64, 36)))
        if one.items:
            parts.append(Items([plain(item) for item in one.items]))
    parts += _words("Et ensuite", report.texts.get(OUTLOOK, ""))
    return Writing(
        title=f"Rapport d’activité, {days}",
        sender=[
            "Rectorat, coordonnateur du groupement",
            f"Académie\N{NO-BREAK SPACE}: {report.market.academy.name}",
        ],
        parts=parts,
        foot=f"Rapport d’activité, version {report.version}",
    )


def _words(title: str, text: str) -> list[Part]:
    return [Heading(title), *_paragraphs(text)] if text else []


def _paragraphs(text: str) -> list[Part]:
    return [Para(plain(block.strip())) for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
