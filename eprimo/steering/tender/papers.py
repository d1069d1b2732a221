"""The report of analysis, and the letter to each bidder with the reasons [R041, R081]."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from eprimo.foundation.printing.writings import (
    Heading,
    Items,
    Para,
    Part,
    Signature,
    Signatures,
    Table,
    Writing,
    pieces,
    plain,
)
from eprimo.steering.tender.analysis import Analysis, Standing
from eprimo.steering.tender.enums import Method
from eprimo.steering.tender.models import Offer
from eprimo.steering.tender.scoring import shown
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_ZONE = ZoneInfo("Europe/Paris")
SENDER = [
    "Rectorat de l’académie de Nantes",
    "Délégation régionale académique au numérique éducatif",
    f"4, rue de la Houssinière – BP{NBSP}72616, 44326 Nantes cedex{NBSP}3",
]
# R2181-3, 2°: the day itself is known when the letter leaves.
_SIGNED_FROM = (
    "Le marché est signé au plus tôt le [[date]]\N{NO-BREAK SPACE}: onze jours après l’envoi de cette lettre par voie "
    "électronique, seize autrement (articles R2181-3 et R2182-1 du code de la commande publique)."
)
_COURT = (
    "Le tribunal administratif de Nantes est compétent (article 9 de la convention). [[voies et délais de recours, à "
    "compléter]]"
)


def report(analysis: Analysis, register: list[Offer]) -> Writing:
    """What was received, how it was judged, the ranking and why. `analysis` has a ranking."""
    market = analysis.consultation.market
    return Writing(
        title="Rapport d’analyse des offres",
        sender=SENDER,
        parts=[
            Para(plain(market.name)), Para(plain(analysis.consultation.subject)),
            *_received(register), *_examined(analysis), *_rules(analysis), *_ranking(analysis), *_reasons(analysis),
            *_conclusion(analysis),
        ],
        foot=market.name,
    )  # fmt: skip


def letter(analysis: Analysis, offer: Offer) -> Writing:
    """To who is retained, to who is not and why, to who came late."""
    standing = next((one for one in analysis.standings if one.offer.pk == offer.pk), None)
    winner = analysis.ranking[0]
    won = standing is winner
    market = analysis.consultation.market
    to = Para([*plain(offer.bidder), *plain(f", SIRET {offer.siret}")], align="end")
    head: list[Part] = [to, Para(plain(f"{market.name}{NBSP}: {analysis.consultation.subject}"))]
    if won:
        body = _won(standing) if standing else []
    elif offer.is_late:
        body = [Para(plain(_late(offer)))]
    elif offer.irregular:
        body = [Para(plain(f"Votre offre est irrégulière, et n’a pas été classée{NBSP}: {offer.irregular}"))]
    else:
        body = _lost(analysis, standing, winner) if standing else []
    end: list[Part] = [
        *([] if won else [Para(pieces(_SIGNED_FROM))]),
        Para(pieces(_COURT), small=True),
        Signatures([Signature("Pour le coordonnateur du groupement", [(f"Nom et fonction{NBSP}:", "")])]),
    ]
    title = "Votre offre est retenue" if won else "Votre offre n’est pas retenue"
    return Writing(title=title, sender=SENDER, parts=[*head, *body, *end], foot=market.name)


def euros(amount: Decimal) -> str:
    whole, cents = f"{amount:.2f}".split(".")
    grouped = f"{int(whole):,}".replace(",", NBSP)
    return f"{grouped},{cents}{NBSP}€"


def _points(value: object) -> str:
    return f"{shown(value):f}".replace(".", ",")  # type: ignore[arg-type]


def _weight(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _state(offer: Offer) -> str:
    if offer.is_late:
        return "hors délai, jamais ouverte"
    return "remplacée par une autre du même candidat" if offer.replaced_at else "ouverte"


def _received(register: list[Offer]) -> list[Part]:
    rows: list[list[str | None]] = [
        [str(one.number), one.bidder, f"{one.deposited_at.astimezone(_ZONE):%d/%m/%Y %H:%M}", _state(one)]
        for one in register
    ]
    return [
        Heading("Offres reçues"),
        Table("Registre des dépôts", ["N°", "Candidat", "Déposée", "État"], rows, widths=(1, 5, 3, 4)),
    ]


def _examined(analysis: Analysis) -> list[Part]:
    """By whom, as point 5 was decided."""
    composed = analysis.consultation.market.commission
    return [
        Heading("Commission d’appel d’offres"),
        Para(
            plain(f"Les offres sont examinées par la commission d’appel d’offres (article 7.3). {composed}")
        ),
    ]


def _rules(analysis: Analysis) -> list[Part]:
    consultation = analysis.consultation
    rows: list[list[str | None]] = [["Prix", _weight(consultation.price_weight)]]
    rows += [[one.name, _weight(one.weight)] for one in analysis.criteria]
    method = Method(consultation.method).label
    return [
        Heading("Critères"),
        Table("Poids des critères (100 en tout)", ["Critère", "Poids"], rows, numbers=(1,), widths=(5, 1)),
        Para(plain(f"Note du prix, {method}. Le prix est le total simulé sur les quantités des annexes 2, HT.")),
        Para(plain("Qualité : chaque critère est noté de 0 à 4 ; la note retenue est la moyenne de ceux qui notent.")),
    ]  # fmt: skip


def _ranking(analysis: Analysis) -> list[Part]:
    rows: list[list[str | None]] = []
    for one in analysis.ranking:
        if one.score is not None and one.total is not None:
            points = [_points(one.score.price), _points(one.score.quality), _points(one.score.total)]
            rows.append([str(one.score.rank), one.offer.bidder, euros(one.total), *points])
    columns = ["Rang", "Candidat", "Total simulé HT", "Prix", "Qualité", "Total"]
    return [
        Heading("Classement"),
        Table("Offres régulières", columns, rows, numbers=(2, 3, 4, 5), widths=(1, 4, 3, 2, 2, 2)),
    ]


def _reasons(analysis: Analysis) -> list[Part]:
    parts: list[Part] = [Heading("Offre par offre")]
    for one in analysis.standings:
        parts.append(Heading(one.offer.bidder, 3))
        if one.offer.irregular:
            parts.append(Para(plain(f"Irrégulière, elle n’est pas classée{NBSP}: {one.offer.irregular}")))
        if one.offer.asked_on is not None:
            said = f"Interrogé sur son prix le {day_month_year(one.offer.asked_on)}{NBSP}: {one.offer.asked}"
            parts.append(Para(plain(said)))
        if one.offer.answered_on is not None:
            said = f"Réponse du {day_month_year(one.offer.answered_on)}{NBSP}: {one.offer.answer}"
            parts.append(Para(plain(said)))
        if one.marks:
            parts.append(_marks(one))
    return parts


def _marks(one: Standing) -> Table:
    rows: list[list[str | None]] = [
        [mark.criterion.name, f"{mark.value} sur 4", mark.comment] for mark in one.marks
    ]
    return Table("Notes et raisons", ["Critère", "Note", "Pourquoi"], rows, widths=(3, 1, 6))


def _conclusion(analysis: Analysis) -> list[Part]:
    first = analysis.ranking[0].offer
    words = f"L’offre la mieux classée est celle de {first.bidder} (SIRET {first.siret})."
    return [
        Heading("Conclusion"),
        Para(plain(words)),
        Signatures([Signature("Pour le coordonnateur du groupement", [(f"Nom et fonction{NBSP}:", "")])]),
    ]


def _late(offer: Offer) -> str:
    return (
        "Votre offre est arrivée après la date limite de réception. Elle n’a pas été ouverte, et reste au registre "
        f"sous le numéro {offer.number}."
    )


def _won(standing: Standing) -> list[Part]:
    total = _points(standing.score.total) if standing.score else ""
    return [
        Para(plain(f"Votre offre est classée première, avec une note de {total} sur 100. Elle est retenue.")),
        Para(plain("Le marché vous sera notifié une fois signé ; cette lettre ne vaut pas notification.")),
    ]


def _lost(analysis: Analysis, standing: Standing, winner: Standing) -> list[Part]:
    if standing.score is None or winner.score is None:
        return []
    rows: list[list[str | None]] = [["Prix", _points(standing.score.price), _points(winner.score.price)]]
    rows += [
        [one.name, _points(standing.score.criteria[one.pk]), _points(winner.score.criteria[one.pk])]
        for one in analysis.criteria
    ]
    total: list[str | None] = ["Total", _points(standing.score.total), _points(winner.score.total)]
    reasons = [plain(f"{mark.criterion.name}{NBSP}: {mark.comment}") for mark in standing.marks]
    return [
        Para(plain(f"Votre offre est au rang {standing.score.rank}. Est retenue celle de {winner.offer.bidder}.")),
        Table(
            "Points obtenus", ["Critère", "Votre offre", "Offre retenue"], rows, total, numbers=(1, 2), widths=(4, 2, 2)
        ),
        Heading("Ce qui a été relevé dans votre offre"),
        Items(reasons),
    ]  # fmt: skip
