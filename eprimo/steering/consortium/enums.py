"""What things of the purchasing group may be, with the words that people read; how the gaps of the convention's text
may be read (`gaps.py` says what each is about), and what a letter is worth."""

from django.db import models


class MemberKind(models.TextChoices):
    """Who may join [C preamble, 2]; what follows from each is in `kinds.py`."""

    RECTORAT = "rectorat", "Rectorat"
    COMMUNE = "commune", "Commune"
    COMMUNITY = "community", "Communauté de communes"
    EPCI = "epci", "Autre EPCI"
    SYNDICAT = "syndicat", "Syndicat mixte"
    PUBLIC = "public", "Autre établissement public"
    PRIVATE = "private", "École privée sous contrat (OGEC)"


# Members whose schools lie on the territory of an EPCI.
OF_EPCI = frozenset({MemberKind.COMMUNITY, MemberKind.EPCI})


class Contract(models.TextChoices):
    """Of a private school with the State. Without one it cannot join [C preamble]."""

    SIMPLE = "simple", "Contrat simple"
    ASSOCIATION = "association", "Contrat d’association"


class Mode(models.TextChoices):
    """Who acts for a member [C 2]: exactly one at a date."""

    ALONE = "alone", "Se représente seul"
    BODY = "body", "Par un prestataire de gestion"


class PaperKind(models.TextChoices):
    """What the group prepares for a member to sign or send, in the order in which it is used."""

    DELIBERATION = "deliberation", "Délibération"
    CONVENTION = "convention", "Convention"
    NEEDS = "needs", "Annexe 2"
    LETTER = "letter", "Lettre d’envoi"
    ORDER = "order", "Modèle de bon de commande"


class PaperFormat(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"


class FileState(models.TextChoices):
    """How far a member's file is; which follows which is in `states.py`."""

    DRAFT = "draft", "Brouillon"
    FILED = "filed", "Déposé"
    INCOMPLETE = "incomplete", "Incomplet"
    COMPLETE = "complete", "Complet"
    SIGNED = "signed", "Signé"
    IN_FORCE = "in_force", "En vigueur"
    RENEWED = "renewed", "Reconduit"
    WITHDRAWN = "withdrawn", "Retiré"
    EXCLUDED = "excluded", "Exclu"
    ENDED = "ended", "Terminé"


class PassageReason(models.TextChoices):
    """Why a file passed from one state to another."""

    BY_MEMBER = "by_member", "Déposé en ligne"
    BY_LETTER = "by_letter", "Lettre recommandée notée par la coordination"
    LACKS = "lacks", "Il manque quelque chose au dossier"
    LACKS_NOTHING = "lacks_nothing", "Rien ne manque au dossier"
    BOTH_SIGNED = "both_signed", "Signé par le membre, puis par la coordination"
    MARKET_STARTS = "market_starts", "Entrée en vigueur du marché"
    TACIT = "tacit", "Reconduction tacite"
    LETTER_IN_TIME = "letter_in_time", "Retrait écrit dans les deux mois prévus"
    COURT = "court", "Décision de justice"
    MARKET_ENDS = "market_ends", "Fin du marché"
    TERMINATED = "terminated", "Marché résilié"
    SUBSTITUTED = "substituted", "Substitution de plein droit"
    LEFT = "left", "Le membre n’est plus du groupement"


class Succession(models.TextChoices):
    """How the law puts one member in the place of another [K, CGCT L2113-1, L5211-5, L5211-17]."""

    MERGER = "merger", "Commune nouvelle"
    TRANSFER = "transfer", "Transfert de la compétence scolaire"


class Side(models.TextChoices):
    """Whose signature: both are needed [C, block]."""

    MEMBER = "member", "Le membre"
    COORDINATOR = "coordinator", "Le rectorat"


class Undoing(models.TextChoices):
    """What became of an act that no longer authorises."""

    WITHDRAWN = "withdrawn", "Retirée par l’assemblée"
    ANNULLED = "annulled", "Annulée après le contrôle de légalité"


class Lack(models.TextChoices):
    """What the coordinator reminds many members of at once."""

    INCOMPLETE = "incomplete", "Déposés, et incomplets"
    FILING = "filing", "Pas encore déposés"
    NEEDS = "needs", "Sans tous leurs besoins (annexe 2)"
    LETTER = "letter", "Sans lettre recommandée"


class ListState(models.TextChoices):
    """How far a list of bodies is that the coordinator gave."""

    LOOKED_OVER = "looked_over", "À relire"
    APPLIED = "applied", "Appliquée"
    UNDONE = "undone", "Annulée"


class LineOutcome(models.TextChoices):
    """What a line of such a list makes of its body."""

    REFUSED = "refused", "Refusée"
    NEW = "new", "Nouveau"
    CHANGED = "changed", "Modifié"
    KNOWN = "known", "Déjà là"


class Item(models.TextChoices):
    """What a file holds before it is complete [C 2], in the order in which it is done."""

    SCHOOLS = "schools", "Les écoles"
    NEEDS = "needs", "Les besoins (annexe 2)"
    RETURNED = "returned", "La réponse aux besoins renvoyés"
    SIGNATORY = "signatory", "Qui signe"
    ACT = "act", "La délibération (annexe 1)"
    RECEPTION = "reception", "Sa réception par le contrôle de légalité"
    SIGNATURE = "signature", "La signature du membre"
    LETTER = "letter", "La lettre recommandée"


class MandateFrom(models.TextChoices):
    """Since when the coordinator acts for a member that signed."""

    SIGNATURE = "signature", "Dès la signature de la convention"
    EFFECT = "effect", "À l’entrée en vigueur seulement"


class EndReading(models.TextChoices):
    """Which day is the last of a period that « ends on the 19th »."""

    OPEN = "open", "À décider"
    BEFORE = "before", "La veille du jour écrit"
    NAMED = "named", "Le jour écrit lui-même"


class LetterDay(models.TextChoices):
    """Which day of a letter decides."""

    POSTED = "posted", "Le jour où elle est postée"
    RECEIVED = "received", "Le jour où elle est reçue"


class PriceUnit(models.TextChoices):
    """What a price of the BPU is multiplied by."""

    PUPIL = "pupil", "Le compte d’un élève"
    USER = "user", "Le compte de toute personne"


class InvoicesTo(models.TextChoices):
    """Who receives the invoices of a member for whom a managing body acts."""

    MEMBER = "member", "Le membre lui-même"
    BODY = "body", "Le prestataire de gestion qui le représente"


class Outcome(models.TextChoices):
    """What becomes of a letter that says « we leave »; without one it is prepared only."""

    ACCEPTED = "accepted", "Accepté"
    TOO_EARLY = "early", "Trop tôt"
    # The day that the text leaves open: the rectorat decides.
    UNDECIDED = "undecided", "À arbitrer"
    REFUSED = "refused", "Refusé"
