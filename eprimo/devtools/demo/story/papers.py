"""What stands on the papers of the invented group: each says in a page what it is, as a body would write it, and that
it is invented. Nobody's text is copied."""

from functools import cache

from eprimo.foundation.printing.writings import Heading, Items, Para, Part, Writing, pieces, writing_pdf
from eprimo.steering.consortium.actions.representation import GivenFile

_GROUP = "Groupement de commandes e-primo (démonstration)"
_INVENTED = (
    "Document inventé pour la démonstration : aucune de ces personnes, de ces communes ni de ces entreprises "
    "n’existe."
)
# By the first word of their name: title, who it is from, what it says.
_TEXTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "convention": (
        "Convention constitutive du groupement de commandes", _GROUP,
        (
            ("Les membres achètent ensemble un espace numérique de travail pour leurs écoles. Le rectorat coordonne le "
            "groupement : il passe le marché, le signe et le notifie au nom de tous."),
            "Chaque membre dit ses besoins (annexe 2), commande par son propre bon et paie ses propres factures.",
            "La convention signée se poste en recommandé au plus tard le 24 janvier 2026.",
        ),
    ),
    "mandat": (
        "Mandat de gestion", "Commune de Brive-sur-Loirette",
        (
            ("La commune confie à Collectivités de la Loirette le soin d’agir pour elle dans le groupement : besoins, "
            "bons de commande, vérification des factures."),
            ("Le prestataire ne signe pas les bons de commande. Le mandat commence le 1er décembre 2025 ; il prend fin "
            "avec le marché, ou sur une lettre de la commune."),
        ),
    ),
    "délibération": (
        "Délibération autorisant l’adhésion au groupement de commandes", "Extrait du registre des délibérations",
        (
            ("L’assemblée, après en avoir délibéré, approuve la convention constitutive du groupement de commandes "
            "e-primo et ses annexes."),
            "Elle autorise son représentant à la signer, à passer les bons de commande et à régler les factures.",
            "Adoptée à l’unanimité des membres présents et représentés.",
        ),
    ),
    "procès-verbal": (
        "Procès-verbal d’élection", "Extrait du registre",
        (
            "L’assemblée a procédé à l’élection de son président, au scrutin secret et à la majorité absolue.",
            "La personne élue accepte son mandat. Elle est installée aussitôt, et signe au nom de l’organisme.",
        ),
    ),
    "bon": (
        "Bon de commande signé", "Membre du groupement",
        (
            "Le membre commande les comptes que le bon détaille école par école, aux prix du marché.",
            "Bon pour commande. Signé de la main de la personne qui représente le membre, puis numérisé.",
        ),
    ),
    "mise": (
        "Mise en demeure", "Membre du groupement de commandes",
        (
            "Nous vous demandons d’exécuter ce à quoi vous vous êtes engagés, dans un délai d’un mois.",
            "À défaut d’accord, le tribunal administratif de Nantes est seul compétent (convention, article 9).",
        ),
    ),
    "réponse": (
        "Réponse à la mise en demeure", "Loirette Numérique (inventé)",
        (
            "Nos relevés ne montrent pas d’arrêt du service entre le 10 et le 12 octobre.",
            "Nous proposons de comparer les journaux des deux réseaux lors d’une visioconférence.",
        ),
    ),
    "cctp": (
        "Cahier des clauses techniques particulières", _GROUP,
        (
            "Objet : un espace numérique de travail pour les écoles des membres, en mode locatif.",
            "Le service est hébergé en France, ouvert tous les jours, et respecte le référentiel d’accessibilité.",
            "Les données restent aux écoles : elles se reprennent dans un format ouvert, à tout moment et à la fin.",
        ),
    ),
    "ccap": (
        "Cahier des clauses administratives particulières", _GROUP,
        (
            "Accord-cadre à bons de commande, d’un titulaire, de 24 mois, reconduit une fois tacitement.",
            "Les prix sont fermes. Chaque membre est facturé par année de marché ; le paiement se fait à 30 jours.",
            "Le maximum est celui que le bordereau des prix écrit. Au-delà, aucun bon n’est envoyé.",
        ),
    ),
    "rc": (
        "Règlement de la consultation", _GROUP,
        (
            "Les offres sont reçues jusqu’au 12 mars 2026 à midi.",
            ("Critères : prix, 40 points ; qualité, 60 points (services, ergonomie et accessibilité, hébergement et "
            "données, accompagnement)."),
            "Une offre reçue après l’heure n’est jamais ouverte.",
        ),
    ),
    "bpu": (
        "Bordereau des prix unitaires", _GROUP,
        (
            ("Le candidat écrit un prix hors taxe par ligne : compte d’élève par an, mise en service d’une école selon "
            "sa taille, lien avec le portail famille (en option)."),
            "Un prix laissé en blanc rend l’offre irrégulière.",
        ),
    ),
    "ae": (
        "Acte d’engagement", _GROUP,
        (
            "Le candidat s’engage à exécuter le marché aux prix de son bordereau, aux conditions des cahiers.",
            "Signé par la personne qui a le pouvoir d’engager l’entreprise, puis par le rectorat pour le groupement.",
        ),
    ),
    "avis": (
        "Avis de publication", "Bulletin des annonces (inventé)",
        (
            "Avis d’appel public à la concurrence : fourniture d’un espace numérique de travail du premier degré.",
            "Publié le 2 février 2026. Date limite de remise des offres : 12 mars 2026, midi.",
        ),
    ),
    "acte": (
        "Acte d’engagement signé", _GROUP,
        (
            "Le marché est attribué à Loirette Numérique, seule titulaire.",
            "Signé le 24 avril 2026 par la rectrice, coordonnatrice du groupement.",
        ),
    ),
    "preuve": (
        "Preuve de la notification", _GROUP,
        (
            ("La notification du marché a été remise à Loirette Numérique le 30 avril 2026, par lettre recommandée "
            "électronique."),
        ),
    ),
    "diaporama": (
        "Le comité de pilotage en une page", _GROUP,
        (
            "Où en sont les adhésions, les ouvertures d’écoles et les usages.",
            "Ce qui reste à décider, et les dates des prochaines réunions.",
        ),
    ),
}  # fmt: skip


def paper(name: str) -> GivenFile:
    """A readable page of that name. Raises KeyError for one that nobody wrote."""
    return GivenFile(f"{name}.pdf", _written(name))


@cache
def _written(name: str) -> bytes:
    title, sender, told = _TEXTS[name.split(" ", maxsplit=1)[0].lower()]
    parts: list[Part] = [
        Para(pieces("{name}", name=name[0].upper() + name[1:]), small=True),
        Heading("Ce que dit ce document"),
        Items([pieces(words) for words in told]),
        Para(pieces(_INVENTED), small=True),
    ]
    return writing_pdf(Writing(title, [sender], parts, _GROUP))
