"""What orders, disputes about them and invoices may be, with the words that people read."""

from django.db import models

NBSP = "\N{NO-BREAK SPACE}"
# The only court [C 9].
COURT_NAME = "Tribunal administratif de Nantes"


class OrderKind(models.TextChoices):
    """The kind of an order: for the first 24 months [C 7.1], what is added to one, for the second period."""

    FIRST = "first", "Bon de commande des 24 premiers mois"
    COMPLEMENT = "more", "Bon de commande complémentaire"
    SECOND = "second", "Bon de commande de la deuxième période"


class OrderState(models.TextChoices):
    """Where an order stands."""

    DRAFT = "draft", "Brouillon"
    PROPOSED = "proposed", "À la signature"
    SENT = "sent", "Envoyé au titulaire"
    ACKNOWLEDGED = "known", "Reçu par le titulaire"
    CANCELLED = "gone", "Annulé"


class OrderWay(models.TextChoices):
    """How an order that was sent binds; empty: it was sent before this was asked."""

    SIGNED = "signed", "Signé dans e-primo"
    JOINED = "joined", "Signé à la main, fichier joint"


# Those of which a member has one each, and those that it still writes.
MAIN = (OrderKind.FIRST, OrderKind.SECOND)
WRITTEN = (OrderState.DRAFT, OrderState.PROPOSED)
# What binds: the number is given, the contractor reads it.
BINDING = (OrderState.SENT, OrderState.ACKNOWLEDGED)


class DisputeKind(models.TextChoices):
    """Whom a dispute is between: a member and the contractor, on one of its orders; or the coordinator and a member
    that does not carry out the convention [C 3]."""

    ORDER = "order", "Exécution du marché"
    CONVENTION = "convention", "Non-exécution de la convention"


class StepKind(models.TextChoices):
    """What happened in a dispute."""

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
    """How a dispute ended."""

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


class InvoiceKind(models.TextChoices):
    """Whether an invoice asks, or gives back."""

    INVOICE = "invoice", "Facture"
    CREDIT = "credit", "Avoir"


class Channel(models.TextChoices):
    """How an invoice reaches its addressee: its nature decides."""

    CHORUS = "chorus", "Chorus Pro"
    PLATFORM = "platform", "Plateforme agréée"
    PLAIN = "plain", "Factur-X, sans plateforme"


class Origin(models.TextChoices):
    """Where an invoice was made."""

    ISSUED = "issued", "Émise ici"
    IMPORTED = "imported", "Reprise du logiciel du titulaire"


class Deposit(models.TextChoices):
    """Where the deposit of an invoice stands, then the invoice: the codes of Chorus Pro. A private receiver has the
    last ones only."""

    RECEIVED = "IN_RECU", "Reçu"
    WAITING = "IN_EN_ATTENTE_TRAITEMENT_CPP", "En attente de traitement"
    TREATING = "IN_EN_COURS_TRAITEMENT_CPP", "En cours de traitement"
    TREATED = "IN_TRAITE_SE_CPP", "Traité"
    INCIDENT = "IN_INCIDENTE", "Incident"
    FLUX_REJECTED = "IN_REJETE", "Dépôt rejeté"
    AGAIN = "IN_EN_ATTENTE_RETRAITEMENT_CPP", "En attente d’un second traitement"
    DONE = "IN_INTEGRE", "Intégré"
    PARTLY = "IN_INTEGRE_PARTIEL", "Intégré en partie"
    SENT = "TRANSMISE", "Transmise"
    AVAILABLE = "MISE_A_DISPOSITION", "Mise à disposition"
    SUSPENDED = "SUSPENDUE", "Suspendue"
    COMPLETED = "COMPLETEE", "Complétée"
    RECYCLE = "A_RECYCLER", "À recycler"
    REJECTED = "REJETEE", "Rejetée"
    CERTIFIED = "SERVICE_FAIT", "Service fait"
    ORDERED = "MANDATEE", "Mandatée"
    BOOKED = "COMPTABILISEE", "Comptabilisée"
    PAID = "MISE_EN_PAIEMENT", "Mise en paiement"


class Answered(models.TextChoices):
    """What the member says of an invoice; the last word counts."""

    CERTIFIED = "certified", "Service fait"
    DISPUTED = "disputed", "Contestée"


class DeductionKind(models.TextChoices):
    """The kind of a deduction. A reduction is of the price, before VAT; a penalty is taken off what is to be paid, and
    bears no VAT."""

    REDUCTION = "reduction", "Réfaction"
    PENALTY = "penalty", "Pénalité"


# Those that ask the contractor for something.
TROUBLES = (
    Deposit.INCIDENT, Deposit.FLUX_REJECTED, Deposit.PARTLY, Deposit.SUSPENDED, Deposit.RECYCLE, Deposit.REJECTED,
)  # fmt: skip
# From the first of these days the delay of payment runs.
REACHED = (Deposit.AVAILABLE, Deposit.SENT)
PRIVATE_DEPOSITS = (Deposit.SENT, Deposit.REJECTED, Deposit.BOOKED, Deposit.PAID)
