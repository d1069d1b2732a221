"""What each mandate gives, said before it is given: the columns of the rights page, in a sentence."""

from eprimo.foundation.directory.enums import MandateRole
from eprimo.foundation.directory.models import Mandate, MandateProposal
from eprimo.steering.consortium.kinds import wording_of
from eprimo.steering.consortium.queries import Body

# Name of the act, by role.
TITLES = {
    MandateRole.INSPECTOR: "Inspection d’une circonscription",
    MandateRole.MEMBER_REP: "Représentation d’un membre",
    MandateRole.COMMUNE_AGENT: "Agent d’un service de la commune",
    MandateRole.ACADEMY: "Académie ou département",
    MandateRole.COORDINATOR: "Coordination du groupement",
    MandateRole.CONTRACTOR: "Titulaire du marché",
}


def _of_territory(of: str) -> str:
    return (
        f"Ce mandat montre les chiffres des écoles {of} et le nom de leur direction. Il permet d’ajouter les agents de "
        "ses services, et ouvre son dossier du groupement. Il ne montre ni élève, ni responsable, ni mot."
    )


GIVES = {
    MandateRole.INSPECTOR: (
        "Ce mandat montre les chiffres des écoles de la circonscription et les noms de leurs adultes. Il ne montre ni "
        "élève, ni responsable, ni mot."
    ),
    MandateRole.MEMBER_REP: _of_territory("de la commune ou de l’intercommunalité"),
    MandateRole.COMMUNE_AGENT: (
        "Ce mandat montre les enfants inscrits au service, leurs responsables et le téléphone d’urgence. Il permet "
        "d’écrire des mots d’information à leurs familles, si l’école le permet. Il ne montre aucun autre enfant."
    ),
    MandateRole.ACADEMY: (
        "Ce mandat montre les chiffres des écoles du territoire et les noms de leurs adultes. Il permet d’ouvrir une "
        "école, d’importer l’annuaire de l’académie, d’imprimer la fiche d’une direction et de donner des mandats "
        "d’inspection, de membre et d’agent. Il ne montre ni élève, ni responsable, ni mot."
    ),
    MandateRole.COORDINATOR: (
        "Ce mandat ouvre le groupement de commandes. Au niveau «\N{NO-BREAK SPACE}gérer\N{NO-BREAK SPACE}» ou "
        "«\N{NO-BREAK SPACE}signer\N{NO-BREAK SPACE}», il permet d’ouvrir une école sans bon de commande. Il ne montre "
        "ni élève, ni responsable, ni mot."
    ),
    MandateRole.MANAGING_BODY: (
        "Ce mandat vaut pour les dossiers du groupement, au nom des membres qui vous mandatent. Il ne montre ni élève, "
        "ni responsable, ni mot."
    ),
    MandateRole.COMMISSION: (
        "Ce mandat vaut pour les séances de la commission d’appel d’offres. Il ne montre ni élève, ni responsable, ni "
        "mot."
    ),
    MandateRole.CONTRACTOR: (
        "Ce mandat permet de demander une assistance à la direction d’une école. Sans son accord, il ne montre "
        "personne."
    ),
}


def gives_of(row: Mandate | MandateProposal, body: Body | None = None) -> str:
    """What this mandate gives, in the words of its body: an OGEC, a syndicat, the rectorat have neither a territory nor
    agents here."""
    role = MandateRole(row.role)
    if role != MandateRole.MEMBER_REP or isinstance(row, MandateProposal):
        return GIVES[role]
    if body is not None and body.kind:
        return (
            f"Ce mandat ouvre le dossier {wording_of(body.kind).of} dans le groupement de commandes\N{NO-BREAK SPACE}: "
            "ses écoles, ses besoins, ses bons et ses factures. Il ne montre ni élève, ni responsable, ni mot."
        )
    if row.commune is None and row.epci is None:
        return GIVES[role]
    return _of_territory("de la commune" if row.commune is not None else "de l’intercommunalité")
