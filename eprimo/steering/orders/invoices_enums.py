"""The words of invoices."""

from django.db import models


class InvoiceKind(models.TextChoices):
    INVOICE = "invoice", "Facture"
    CREDIT = "credit", "Avoir"


class Channel(models.TextChoices):
    """How an invoice reaches its addressee: its nature decides."""

    CHORUS = "chorus", "Chorus Pro"
    PLATFORM = "platform", "Plateforme agréée"
    PLAIN = "plain", "Factur-X, sans plateforme"


class Origin(models.TextChoices):
    ISSUED = "issued", "Émise ici"
    IMPORTED = "imported", "Reprise du logiciel du titulaire"


class Deposit(models.TextChoices):
    """Where a deposit stands, then the invoice: the codes of Chorus Pro. A private receiver has the last ones only."""

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
    """A reduction is of the price, before VAT; a penalty is taken off what is to be paid, and bears no VAT."""

    REDUCTION = "reduction", "Réfaction"
    PENALTY = "penalty", "Pénalité"


# Those that ask the contractor for something.
TROUBLES = (
    Deposit.INCIDENT, Deposit.FLUX_REJECTED, Deposit.PARTLY, Deposit.SUSPENDED, Deposit.RECYCLE, Deposit.REJECTED,
)  # fmt: skip
# From the first of these days the delay of payment runs.
REACHED = (Deposit.AVAILABLE, Deposit.SENT)
PRIVATE_DEPOSITS = (Deposit.SENT, Deposit.REJECTED, Deposit.BOOKED, Deposit.PAID)
