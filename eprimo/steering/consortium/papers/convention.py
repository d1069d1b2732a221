"""The convention of the group, with the days of its market and the block of the member. Its text is in `texts/`."""

from calendar import monthrange
from datetime import date
from functools import cache
from pathlib import Path

from eprimo.foundation.printing.writings import (
    Heading,
    Items,
    Notice,
    Para,
    Part,
    Piece,
    Signature,
    Signatures,
    Writing,
    pieces,
    plain,
)
from eprimo.steering.consortium import convention as said
from eprimo.steering.consortium.enums import MemberKind
from eprimo.steering.consortium.market_periods import no_longer_printed
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.papers.data import Told
from eprimo.ui.french import day_month_year

_TEXT = Path(__file__).resolve().parents[1] / "texts" / "convention.md"
_TITLE = (
    "Convention d’adhésion à un groupement de commandes pour la mise en place d’un environnement numérique de travail "
    "dans les écoles de l’académie de Nantes"
)
_COORDINATOR = (
    "La rectrice de la région académique Pays de la Loire, Rectrice de l’Académie de Nantes, Chancelière des "
    "universités, Coordonnatrice du groupement de commandes"
)
ADDRESS = (
    "Rectorat de l’académie de Nantes", "Délégation Régionale Académique au Numérique Éducatif",
    "4, rue de la Houssinière – BP 72616", "44 326 Nantes cedex 3",
)  # fmt: skip


def convention(told: Told) -> Writing:
    stale = [plain(words) for words in no_longer_printed(told.market)]
    warning: list[Part] = [Notice("Dates imprimées", stale)] if stale else []
    member = Signature("Pour la structure adhérente", told.signer)
    return Writing(
        title=_TITLE,
        sender=["Académie de Nantes", "Liberté, Égalité, Fraternité"],
        parts=[
            *warning,
            *_body(told.market),
            Signatures([Signature(_COORDINATOR, []), member]),
            Heading("Liste des documents annexés", 3),
            Items(_annexes(told)),
        ],
    )


def _body(market: Market) -> list[Part]:
    values = _values(market)
    parts: list[Part] = []
    items: list[list[Piece]] = []
    for line in _lines():
        if line.startswith("- "):
            items.append(pieces(line[2:], **values))
            continue
        if items:
            parts.append(Items(items))
            items = []
        if line.startswith("#"):
            mark, _, words = line.partition(" ")
            parts.append(Heading(words, len(mark)))
        elif line.startswith("> "):
            parts.append(Para(pieces(line[2:].replace(" / ", "\n")), align="end"))
        else:
            parts.append(Para(pieces(line, **values)))
    return [*parts, Items(items)] if items else parts


@cache
def _lines() -> tuple[str, ...]:
    return tuple(line for line in _TEXT.read_text(encoding="utf-8").splitlines() if line)


def _values(market: Market) -> dict[str, object]:
    return {
        "name": market.name,
        "joins_until": day_month_year(market.joins_until),
        "launches_from": day_month_year(market.launches_from),
        "starts_on": day_month_year(market.starts_on),
        "ends_on": day_month_year(market.convention_ends_on),
        "Notification": _forecast(market.notification_expected),
        "months": market.period_months,
        "all_months": market.period_months * said.PERIODS,
    }


def _forecast(day: date) -> str:
    """« Fin avril 2026 » when it is the last day of a month, the day itself otherwise."""
    written = day_month_year(day)
    if day.day != monthrange(day.year, day.month)[1]:
        return written
    return f"Fin {written.split(maxsplit=1)[1]}"


def _annexes(told: Told) -> list[list[Piece]]:
    act = "annexe 1 : copie de la délibération donnant autorisation de contracter visée par le contrôle de légalité"
    if told.is_private:
        act = "annexe 1 : copie de la décision du conseil de l’OGEC donnant autorisation de contracter"
    needs = "annexe 2 : tableau d’engagement des adhérents au groupement portant expression des besoins"
    return [pieces(needs)] if told.member.kind == MemberKind.RECTORAT else [pieces(act), pieces(needs)]
