"""The model of the act that authorises a member to sign [C 2, annexe 1], in the words of its kind."""

from eprimo.foundation.printing.writings import (
    Heading,
    Items,
    Para,
    Part,
    Piece,
    Signature,
    Signatures,
    Writing,
    pieces,
)
from eprimo.steering.consortium.papers.data import Told, named
from eprimo.ui.french import day_month_year


def deliberation(told: Told) -> Writing:
    words = told.wording
    return Writing(
        title=f"{words.act.capitalize()} {words.of_assembly}\u00a0: adhésion au groupement de commandes e-primo",
        sender=told.sender,
        parts=[*_session(told), *_grounds(told), *_account(told), *_decision(told), *_end(told)],
    )


def _session(told: Told) -> list[Part]:
    return [
        Para(
            pieces(
                "{act} n° [[numéro]], séance du [[date]], convocation du [[date]].",
                act=told.wording.act.capitalize(),
            )
        ),
        Para(
            pieces(
                "Membres en exercice : [[nombre]], présents : [[nombre]], représentés : [[nombre]], votants : "
                "[[nombre]]."
            )
        ),
        Para(
            pieces(
                "{the}, légalement convoqué, s’est réuni sous la présidence de [[nom et fonction]].",
                the=told.wording.the_assembly,
            )
        ),
    ]


def _grounds(told: Told) -> list[Part]:
    laws = (
        "les statuts de l’OGEC ;" if told.is_private else "le code général des collectivités territoriales ;"
    )
    return [
        Para(pieces("**Vu**"), tight=True),
        Items(
            [
                pieces(laws),
                pieces("le code de l’éducation ;"),
                pieces("le code de la commande publique, notamment ses articles L2113-6 à L2113-8 ;"),
                pieces(
                    "la convention d’adhésion au groupement de commandes dénommé « {name} », coordonné par le rectorat "
                    "de l’académie de Nantes.",
                    name=told.market.name,
                ),
            ]
        ),
    ]


def _account(told: Told) -> list[Part]:
    months, in_all = told.periods
    said: list[Part] = [
        Heading("Exposé"),
        Para(
            pieces(
                "Le groupement passe un marché public unique, qui met un environnement numérique de travail à "
                "disposition des écoles de ses membres (article 1). {who}",
                who="Les écoles privées sous contrat y adhèrent par l’organisme qui les gère (préambule)."
                if told.is_private
                else "L’adhésion résulte de la décision souveraine de chaque collectivité (article 2).",
            )
        ),
        Para(
            pieces(
                "Le marché entre en vigueur le {day}, pour {months} mois renouvelables tacitement une fois, soit "
                "{in_all} mois en tout (articles 2 et 6). Le retrait n’est pas possible durant les {months} premiers "
                "mois (article 3).",
                day=day_month_year(told.market.starts_on),
                months=months,
                in_all=in_all,
            )
        ),
        Para(
            pieces(
                "Chaque membre dit ses besoins en nombre de comptes (annexe 2). **Il ne pourra pas commander moins sur "
                "les {months} premiers mois** ; il paie les factures qui lui sont adressées directement, une fois par "
                "an (article 7.1). Les litiges relèvent de la compétence exclusive du tribunal administratif de Nantes "
                "(article 9).",
                months=months,
            )
        ),
    ]
    return [*said, told.needs("Écoles concernées et nombre de comptes")] if told.rows else said


def _decision(told: Told) -> list[Part]:
    signer = told.signatory
    who: list[Piece] = (
        pieces("{name}, {function},", name=named(signer), function=signer.function)
        if signer
        else pieces("[[nom et fonction de qui signe]]")
    )
    needs = told.in_all if told.rows else "[[nombre de comptes et d’écoles]]"
    months, _ = told.periods
    items: list[list[Piece]] = [
        pieces("d’adhérer au groupement de commandes « {name} » ;", name=told.market.name),
        [*pieces("d’approuver la convention d’adhésion et d’autoriser "), *who, *pieces(" à la signer ;")],
        pieces("d’arrêter les besoins de l’annexe 2 : " + needs + " ;"),
        pieces(
            "de donner mandat au rectorat, coordonnateur, pour passer, signer et notifier le marché (article 4) ;"
        ),
    ]
    if told.body is not None:
        items.append(
            pieces("d’être représenté par {body}, prestataire de gestion (article 2) ;", body=told.body.name)
        )
    items.append(
        pieces(
            "d’établir un bon de commande au moins égal à ces besoins pour les {months} premiers mois, et d’inscrire "
            "les crédits nécessaires au budget (article 7.1).",
            months=months,
        )
    )
    return [
        Heading("Décision"),
        Para(
            pieces(
                "{the}, après en avoir délibéré, par [[nombre]] voix pour, [[nombre]] contre et [[nombre]] "
                "abstention(s), décide :",
                the=told.wording.the_assembly,
            ),
            tight=True,
        ),
        Items(items, numbered=True),
    ]


def _end(told: Told) -> list[Part]:
    parts: list[Part] = []
    if not told.is_private:
        parts.append(
            Para(
                pieces("Acte reçu par le contrôle de légalité le [[date]] et publié le [[date]]."), tight=True
            )
        )
    lines = [("Nom\u00a0:", ""), ("Fonction\u00a0:", "")]
    return [*parts, Signatures([Signature("Pour extrait conforme", lines)])]
