"""The words of disputes."""

from django.db import models

NBSP = "\N{NO-BREAK SPACE}"
# The only court [C 9].
COURT_NAME = "Tribunal administratif de Nantes"


class DisputeKind(models.TextChoices):
    """Of a member with the contractor, on one of its orders; or of the coordinator with a member that does not carry
    out the convention [C 3]."""

    ORDER = "order", "Exécution du marché"
    CONVENTION = "convention", "Non-exécution de la convention"


class StepKind(models.TextChoices):
    NOTICE = "notice", "Mise en demeure"
    ANSWER = "answer", "Réponse de l’autre partie"
    MEETING = "meeting", "Rencontre"
    OFFER = "offer", "Proposition d’accord"
    MEDIATION = "mediation", "Médiation"
    CLAIM = "claim", "Requête au tribunal"
    HEARING = "hearing", "Audience"
    JUDGEMENT = "judgement", "Décision du juge"
    APPEAL = "appeal", "Appel"
    PAPER = "paper", "Pièce versée au dossier"
    CLOSED = "closed", "Dossier clos"
    REOPENED = "reopened", "Dossier rouvert"


class Outcome(models.TextChoices):
    SETTLED = "settled", "Accord amiable"
    DROPPED = "dropped", "Demande abandonnée"
    UPHELD = "upheld", f"Jugé{NBSP}: demande admise"
    PARTLY = "partly", f"Jugé{NBSP}: demande admise en partie"
    REFUSED = "refused", f"Jugé{NBSP}: demande rejetée"


class Stage(models.TextChoices):
    """Where an open dispute stands."""

    AMIABLE = "amiable", "Règlement amiable"
    COURT = "court", "Au tribunal administratif"
    JUDGED = "judged", "Jugé, à clore"
    APPEALED = "appealed", "En appel"


# An attempt to agree, by who has the dispute.
AMIABLE = (StepKind.NOTICE, StepKind.MEETING, StepKind.OFFER, StepKind.MEDIATION)
IN_COURT = (StepKind.CLAIM, StepKind.HEARING, StepKind.JUDGEMENT, StepKind.APPEAL)
# Those that an act of their own writes.
BY_ACT = (StepKind.CLOSED, StepKind.REOPENED)
JUDGED = (Outcome.UPHELD, Outcome.PARTLY, Outcome.REFUSED)
