"""The ten points that the convention's text leaves open, to show and not to hide: what it says, what each column of
the market decides in its place, and what reads that column."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Field

from eprimo.steering.consortium.models import Decision, Market
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_O, _C = f"«{NBSP}", f"{NBSP}»"


@dataclass(frozen=True, slots=True)
class Setting:
    """A column of the market. `effect`: what changes with it, said to who decides."""

    name: str
    label: str
    effect: str


@dataclass(frozen=True, slots=True)
class Gap:
    number: int
    # In the address of its page.
    key: str
    title: str
    says: str
    # Where the text says it.
    where: str
    settings: tuple[Setting, ...]


GAPS = (
    Gap(
        1, "ecoles-privees", "Les écoles privées",
        f"Le préambule ouvre le groupement aux écoles privées sous contrat{NBSP}; la liste des membres de l’article 2 "
        "ne les nomme pas, et l’annexe 1 suppose un contrôle de légalité qu’elles n’ont pas.", "préambule et article 2",
        (Setting("admits_private", "Une école privée sous contrat peut adhérer",
                 "Sinon, aucun OGEC n’est ajouté à la liste."),),
    ),
    Gap(
        2, "mandat", "Le mandat avant l’entrée en vigueur",
        "La convention prend effet avec le marché, alors que le coordonnateur passe le marché au nom des membres dès "
        "la dernière signature.", "articles 4 et 8",
        (Setting("mandate_from", "Le coordonnateur agit pour les membres",
                 "Le premier jour où la consultation peut être lancée."),),
    ),
    Gap(
        3, "dernier-jour", "Le dernier jour d’une période",
        f"Une période de 24 mois qui commence un 19 juillet s’achève le 18{NBSP}; l’article 8 écrit pourtant que la "
        "convention prend fin le 19.", "articles 2, 3 et 8",
        (Setting("end_reading", "Le dernier jour d’une période est",
                 "La période d’une commande de ce jour, et ce que vaut un retrait écrit ce jour-là."),),
    ),
    Gap(
        4, "lettre-de-retrait", "La lettre de retrait",
        f"{_O}Par courrier adressé au rectorat dans les deux mois{_C}{NBSP}: le texte ne dit ni si l’envoi ou la "
        "réception compte, ni si la lettre est recommandée.", "article 3",
        (Setting("letter_decides", "Ce qui compte", "Si une lettre de retrait vient à temps."),
         Setting("letter_registered", "La lettre doit être recommandée", "Une lettre simple est alors sans effet.")),
    ),
    Gap(
        5, "commission", "La commission d’appel d’offres",
        "L’article 7.3 la nomme sans dire qui y siège. Le coordonnateur n’en a pas par nature, et des centaines de "
        "membres ne peuvent pas y siéger tous.", "article 7.3",
        (Setting("commission", "Sa composition",
                 "Le texte que lisent les membres, et que reprend le rapport d’analyse des offres."),),
    ),
    Gap(
        6, "plancher", "Le plancher de la deuxième période",
        f"Les commandes des 24 premiers mois ne descendent pas sous le besoin de l’annexe 2{NBSP}; ensuite, le texte "
        "ne fixe rien.", "article 7.1",
        (Setting("second_floor", "Part du besoin à commander au moins, en pour cent",
                 "Le nombre de comptes sous lequel une commande de la deuxième période est refusée."),),
    ),
    Gap(
        7, "adhesion-tardive", "Qui arrive après la publication",
        f"Le texte ne prévoit ni adhésion tardive, ni école nouvelle, ni école fermée. Une substitution (commune "
        f"nouvelle, compétence transférée) n’est pas une adhésion{NBSP}: elle reste possible.", "article 2",
        (Setting("admits_late", "Un organisme peut encore adhérer une fois le marché publié",
                 "Si la liste des membres reste ouverte, et si un dossier posté depuis la publication peut encore être "
                 "déposé et signé."),),
    ),
    Gap(
        8, "prix", "Ce que le prix multiplie",
        f"{_O}Des comptes d’accès pour les élèves de ses écoles ou de ses utilisateurs{_C}{NBSP}: est-ce le compte "
        f"d’un élève, ou celui de toute personne{NBSP}?", "article 7.1",
        (Setting("price_unit", "Un prix est celui de",
                 "Les mots de l’annexe 2 et de la simulation (comptes d’élèves, ou de toute personne). Par élève, un "
                 "nombre de plus du double des élèves connus est signalé. Aucun montant ne change."),),
    ),
    Gap(
        9, "date-limite", "La date limite, un samedi",
        "Le 24 janvier 2026 est un samedi. Le texte ne reporte pas la date limite au premier jour ouvré.",
        "articles 2 et 6",
        (Setting("deadline_rolls", "Une date limite qui n’est pas un jour ouvré est reportée au jour ouvré suivant",
                 "Si un dossier est hors délai."),),
    ),
    Gap(
        10, "factures", "Les factures d’un membre représenté",
        "Les factures sont adressées directement au membre, même quand un prestataire de gestion le représente.",
        "articles 2 et 7.1",
        (Setting("invoices_to", "Les factures sont adressées à", "Le nom et le SIRET portés par ses factures."),),
    ),
)  # fmt: skip
BY_KEY = {gap.key: gap for gap in GAPS}
SETTINGS = tuple(setting.name for gap in GAPS for setting in gap.settings)


def column(name: str) -> "Field[Any, Any]":
    """The column of the market behind a setting."""
    return Market._meta.get_field(name)  # type: ignore[return-value]  # noqa: SLF001 - a public API of Django in all but name


def told(name: str, value: Any) -> str:
    """A value of a setting, in words."""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    choices = dict(column(name).flatchoices)
    return str(choices.get(value, f"{value}{NBSP}%" if name == "second_floor" else value))


@dataclass(frozen=True, slots=True)
class Shown:
    """A setting and its value; `example`: what it comes to in this market."""

    setting: Setting
    value: str
    example: str


@dataclass(frozen=True, slots=True)
class Past:
    """A decision in words: (label, before, after) of each setting."""

    decision: Decision
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A gap as a market reads it now, and what was decided of it, the last first. Nothing: nobody has decided, the
    value is the one to begin with."""

    gap: Gap
    shown: tuple[Shown, ...]
    past: tuple[Past, ...]

    @property
    def last(self) -> Decision | None:
        return self.past[0].decision if self.past else None


def points_of(market: Market) -> list[Point]:
    """The ten points: one statement."""
    past: dict[int, list[Decision]] = {}
    for row in Decision.objects.filter(market=market).order_by("-pk"):
        past.setdefault(row.gap, []).append(row)
    return [
        Point(
            gap,
            tuple(
                Shown(one, told(one.name, getattr(market, one.name)), _example(market, one.name))
                for one in gap.settings
            ),
            tuple(_in_words(gap, row) for row in past.get(gap.number, ())),
        )
        for gap in GAPS
    ]


def _in_words(gap: Gap, row: Decision) -> Past:
    return Past(
        row,
        tuple((one.label, told(one.name, row.before[one.name]), told(one.name, row.after[one.name]))
              for one in gap.settings),
    )  # fmt: skip


def _example(market: Market, name: str) -> str:
    """What a setting comes to in this market."""
    written = market.second_period_on
    if name == "end_reading":
        before = written - timedelta(days=1)
        return (
            f"Pour la première période{NBSP}: le {day_month_year(before)}, ou le {day_month_year(written)}."
        )
    if name == "deadline_rolls":
        return f"Dernier jour pour poster{NBSP}: le {day_month_year(market.last_posting_day)}."
    return ""
