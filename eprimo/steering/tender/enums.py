"""The words of the consultation."""

from django.db import models


class TaskKind(models.TextChoices):
    """What the coordinator is in charge of, in the order of article 4.1 [R041]."""

    COLLECT = "collect", "Recueillir les adhésions et les besoins"
    DCE = "dce", "Rédiger le dossier de consultation (DCE)"
    PUBLISH = "publish", "Publier le marché"
    REPORT = "report", "Rédiger le rapport d’analyse des offres"
    SIGN = "sign", "Signer le marché"
    NOTIFY = "notify", "Notifier le marché au candidat retenu"
    SEND = "send", "Envoyer à chaque adhérent les documents d’exécution"


class Method(models.TextChoices):
    """How the price is marked. The lowest has the best mark in both."""

    CLASSIC = "classic", "Classique\N{NO-BREAK SPACE}: note maximale × prix le plus bas ÷ prix de l’offre"
    LINEAR = "linear", "Linéaire\N{NO-BREAK SPACE}: toute la note au moins cher, zéro au plus cher"


class Bidding(models.TextChoices):
    """How long the law lets bidders write (R2161-2 and R2161-3)."""

    ELECTRONIC = "electro", "30 jours\N{NO-BREAK SPACE}: les offres sont déposées par voie électronique"
    PAPER = "paper", "35 jours\N{NO-BREAK SPACE}: elles ne peuvent pas l’être"
    ANNOUNCED = (
        "prior",
        "15 jours\N{NO-BREAK SPACE}: un avis de préinformation est paru de 35 jours à 12 mois avant",
    )
    URGENT = (
        "urgent",
        "15 jours\N{NO-BREAK SPACE}: une urgence justifiée rend le délai impossible à respecter",
    )


class Sending(models.TextChoices):
    """How the letters of rejection left (R2182-1)."""

    ELECTRONIC = "electro", "Par voie électronique"
    POST = "post", "Autrement"


class PriceType(models.TextChoices):
    """As the public data of the contract says it."""

    FIRM = "Définitif ferme", "Ferme"
    UPDATED = "Définitif actualisable", "Actualisable"
    REVISED = "Définitif révisable", "Révisable"


class Social(models.TextChoices):
    CLAUSE = "Clause sociale", "Clause sociale"
    CRITERION = "Critère social", "Critère social"
    NONE = "Pas de considération sociale", "Aucune"


class Green(models.TextChoices):
    CLAUSE = "Clause environnementale", "Clause environnementale"
    CRITERION = "Critère environnemental", "Critère environnemental"
    NONE = "Pas de considération environnementale", "Aucune"


class SeatKind(models.TextChoices):
    FULL = "full", "Titulaire"
    SUBSTITUTE = "substitute", "Suppléant"


class DocumentKind(models.TextChoices):
    """What is kept of a market. The first five are the DCE: exactly those [C 4.1]."""

    CCTP = "cctp", "CCTP (clauses techniques particulières)"
    CCAP = "ccap", "CCAP (clauses administratives particulières)"
    RC = "rc", "RC (règlement de la consultation)"
    BPU = "bpu", "BPU (bordereau de prix unitaires)"
    AE = "ae", "AE (acte d’engagement)"
    NEEDS = "needs", "État des adhésions et des besoins"
    DQE = "dqe", "DQE (détail quantitatif estimatif)"
    NOTICE = "notice", "Avis de publication"
    REPORT = "report", "Rapport d’analyse des offres"
    REPORT_TEXT = "reportx", "Rapport d’analyse, à reprendre"
    LETTER = "letter", "Lettre au candidat"
    SIGNED = "signed", "Acte d’engagement signé"
    RECEIPT = "receipt", "Preuve de la notification"
    DECP = "decp", "Données essentielles (DECP)"


# Exactly five pieces [C 4.1].
DCE = (DocumentKind.CCTP, DocumentKind.CCAP, DocumentKind.RC, DocumentKind.BPU, DocumentKind.AE)
# « Final market documents »: once published, and what is added once notified.
PUBLISHED = frozenset({*DCE, DocumentKind.DQE, DocumentKind.NOTICE})
# They speak of offers [R042].
CONFIDENTIAL = frozenset({DocumentKind.REPORT, DocumentKind.REPORT_TEXT, DocumentKind.LETTER})
NOTIFIED = frozenset({DocumentKind.SIGNED})
# What a task is not done without, given with it.
PROOFS = {
    TaskKind.PUBLISH: DocumentKind.NOTICE, TaskKind.SIGN: DocumentKind.SIGNED, TaskKind.NOTIFY: DocumentKind.RECEIPT,
}  # fmt: skip
# What each task comes after.
AFTER = {
    TaskKind.COLLECT: (), TaskKind.DCE: (),
    TaskKind.PUBLISH: (TaskKind.COLLECT, TaskKind.DCE), TaskKind.REPORT: (TaskKind.PUBLISH,),
    TaskKind.SIGN: (TaskKind.REPORT,), TaskKind.NOTIFY: (TaskKind.SIGN,), TaskKind.SEND: (TaskKind.NOTIFY,),
}  # fmt: skip
