"""Annexe 2, the letter that goes with the signed convention, and an order form to fill in."""

from eprimo.foundation.printing.writings import (
    Items,
    Notice,
    Para,
    Part,
    Signature,
    Signatures,
    Table,
    Writing,
    pieces,
    plain,
)
from eprimo.steering.consortium.papers.convention import ADDRESS
from eprimo.steering.consortium.papers.data import Told, accounts, figures, grouped_siret, named
from eprimo.ui.french import day_month_year

_NO_SCHOOL = "Aucune école n’est encore choisie."


def needs_table(told: Told) -> Writing:
    months, _ = told.periods
    table: Part = (
        told.needs("Besoins exprimés, école par école")
        if told.rows
        else Para(pieces("**{w}**", w=_NO_SCHOOL))
    )
    return Writing(
        title="Annexe 2\u00a0: tableau d’engagement portant expression des besoins",
        sender=told.sender,
        parts=[
            _group(told),
            Para(pieces("{who}", who=_acting(told))),
            table,
            Para(
                pieces(
                    "Ces besoins **constituent un engagement contractuel** : l’adhérent ne pourra pas commander, sur "
                    "les {months} premiers mois du marché, moins de comptes que ce total (article 7.1).",
                    months=months,
                )
            ),
            Signatures([Signature("Pour la structure adhérente", told.signer)]),
        ],
    )


def order_form(told: Told) -> Writing:
    months, _ = told.periods
    market = told.market
    return Writing(
        title="Bon de commande (modèle)",
        sender=told.sender,
        parts=[
            _group(told),
            Notice(
                "Un modèle, pour préparer la commande",
                [pieces("Le bon de commande qui engage porte un numéro donné dans e-primo.")],
            ),
            Items(
                [
                    pieces("Numéro : [[numéro]], date : [[date]]"),
                    pieces("Titulaire du marché : [[nom et SIRET]]"),
                    pieces(
                        "Période : du {start} au {end}, soit les {months} premiers mois du marché",
                        start=day_month_year(market.starts_on),
                        end=day_month_year(market.second_period_on),
                        months=months,
                    ),
                    pieces("Facturation : {name}, SIRET {siret}", name=told.member.name,
                           siret=grouped_siret(told.member.siret)),
                    pieces("Code service : [[s’il y en a un]], numéro d’engagement : [[s’il y en a un]]"),
                ]
            ),
            _to_order(told),
            Para(
                pieces(
                    "Le total commandé est **au moins de {total}**, le besoin de l’annexe 2 (article 7.1). Il se "
                    "compare en tout : une école peut en avoir moins si une autre en a plus.",
                    total=accounts(told.total),
                )
            ),
            Signatures([Signature("Pour la structure adhérente", told.signer)]),
        ],
    )  # fmt: skip


def _to_order(told: Told) -> Table:
    rows: list[list[str | None]] = [
        [row.uai, row.name, figures(row.accounts) if row.accounts is not None else None, None, None]
        for row in told.rows
    ]
    return Table(
        "Comptes commandés, école par école",
        ["UAI", "École", "Besoin", "Comptes commandés", "Prix unitaire HT"],
        rows or [[None] * 5],
        ["", "Total", figures(told.total), None, None],
        numbers=(2, 3, 4),
        widths=(14, 42, 12, 17, 15),
    )


def letter(told: Told) -> Writing:
    market = told.market
    act = (
        "la décision du conseil de l’OGEC"
        if told.is_private
        else "la délibération visée par le contrôle de légalité"
    )
    one = told.signatory
    return Writing(
        title="Envoi de la convention signée",
        sender=told.sender,
        parts=[
            Para(plain("\n".join(ADDRESS)), align="end"),
            Para(pieces("**Lettre recommandée avec accusé de réception**, n° [[numéro de suivi]]")),
            Para(pieces("[[lieu]], le [[date]]")),
            _group(told),
            Para(pieces("Madame, Monsieur,")),
            Para(
                pieces(
                    "Vous trouverez ci-joint la convention d’adhésion au groupement de commandes, signée pour "
                    "« {name} », avec ses annexes (article 2) :",
                    name=told.member.name,
                ),
                tight=True,
            ),
            Items(
                [
                    pieces("la convention signée, en deux exemplaires ;"),
                    pieces("annexe 1 : copie de {act} ;", act=act),
                    pieces("annexe 2 : le tableau des besoins signé, soit {needs}.", needs=told.in_all),
                ]
            ),
            Para(
                pieces(
                    "Ce courrier est posté au plus tard le **{day}** : c’est le jour d’envoi qui compte.",
                    day=day_month_year(market.last_posting_day),
                )
            ),
            Para(pieces("{who}", who=_acting(told))),
            Para(pieces("Je vous prie d’agréer, Madame, Monsieur, l’expression de ma considération distinguée.")),
            Signatures(
                [
                    Signature(
                        told.member.name,
                        [("Fonction\u00a0:", one.function if one else ""), ("Nom\u00a0:", named(one) if one else "")],
                    )
                ]
            ),
        ],
    )  # fmt: skip


def _group(told: Told) -> Para:
    """The name of the group, letter for letter [C preamble]."""
    return Para(pieces("Groupement de commandes « {name} »", name=told.market.name))


def _acting(told: Told) -> str:
    if told.body is None:
        return "La structure adhérente se représente seule (article 2)."
    return (
        f"La structure adhérente est représentée par {told.body.name}, prestataire de gestion (article 2). Elle reste "
        "l’adhérente, et la destinataire des factures."
    )
