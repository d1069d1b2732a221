"""The words of the directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SchoolKind(models.TextChoices):
    NURSERY = "maternelle", "École maternelle"
    ELEMENTARY = "elementaire", "École élémentaire"
    PRIMARY = "primaire", "École primaire"


class Sector(models.TextChoices):
    PUBLIC = "public", "Public"
    PRIVATE_SIMPLE = "prive-simple", "Privé, contrat simple"
    PRIVATE_ASSOCIATION = "prive-association", "Privé, contrat d’association"
    PRIVATE = "prive", "Privé, contrat non connu"


class Level(models.TextChoices):
    """Levels of the first degree, in order of age."""

    TPS = "TPS", "Toute petite section"
    PS = "PS", "Petite section"
    MS = "MS", "Moyenne section"
    GS = "GS", "Grande section"
    CP = "CP", "Cours préparatoire"
    CE1 = "CE1", "Cours élémentaire 1"
    CE2 = "CE2", "Cours élémentaire 2"
    CM1 = "CM1", "Cours moyen 1"
    CM2 = "CM2", "Cours moyen 2"
    ULIS = "ULIS", "Unité localisée pour l’inclusion scolaire"


# Age reached in the civil year in which the school year starts, of who neither repeated nor jumped a year.
AGE_OF_LEVEL: dict[str, int] = {
    Level.TPS: 2, Level.PS: 3, Level.MS: 4, Level.GS: 5, Level.CP: 6, Level.CE1: 7, Level.CE2: 8, Level.CM1: 9,
    Level.CM2: 10,
}  # fmt: skip

# Levels that get the skin of the little ones.
NURSERY_LEVELS = frozenset({Level.TPS, Level.PS, Level.MS, Level.GS})


class Profile(models.TextChoices):
    """A person is one of these to a school."""

    PUPIL = "pupil", _("Élève")
    TEACHER = "teacher", _("Enseignant·e")
    DIRECTOR = "director", _("Direction")
    DEPUTY = "deputy", _("Direction par intérim")
    STAFF = "staff", _("Personnel")
    PARTNER = "partner", _("Partenaire")


class StaffFunction(models.TextChoices):
    """The work of an adult added by hand; empty for those of the imports."""

    SUBSTITUTE = "remplacant", _("Remplaçant·e")
    AESH = "aesh", "AESH"
    ATSEM = "atsem", "ATSEM"
    SECRETARY = "secretaire", _("Secrétariat")
    PARTNER = "partenaire", _("Intervenant·e")


class Source(models.TextChoices):
    """The origin of a link: an import closes only what an import of the same kind opened."""

    ONDE = "onde", "ONDE"
    AAF = "aaf", "AAF"
    MANUAL = "manual", "À la main"


class EndReason(models.TextChoices):
    LEFT = "left", "Parti·e de l’école"
    MOVED = "moved", "A changé de classe"
    YEAR_CLOSED = "year_closed", "Fin de l’année scolaire"
    TERM_REACHED = "term_reached", "Date de fin atteinte"
    ENDED_BY_HAND = "by_hand", "Arrêté par la direction"
    ABSENT_FROM_SOURCE = "absent", "Absent·e du fichier"
    MERGED = "merged", "Fiches réunies"
    CORRECTED = "corrected", "Correction"


class AttachmentKind(models.TextChoices):
    """An adult is tied to a class or a child in one of these ways."""

    TEACHES = "teaches", "Enseigne"
    ASSISTS = "assists", "Accompagne"
    # Follow-up of the notes of a class, given by the director to a named person.
    DELEGATE = "delegate", "Suit par délégation"


class GuardianKindChoice(models.TextChoices):
    EXERCISES = "exercises", _("Exerce l’autorité parentale")
    UNKNOWN = "unknown", _("Autorité parentale non connue")
    NO_EXERCISE = "no_exercise", _("Parent sans l’exercice de l’autorité parentale")
    IN_CHARGE = "in_charge", _("Personne en charge de l’enfant")
    CONTACT = "contact", _("Personne à contacter")


# Who may do less for a child has a greater number.
KIND_RANK = {
    GuardianKindChoice.EXERCISES: 0, GuardianKindChoice.UNKNOWN: 0, GuardianKindChoice.IN_CHARGE: 1,
    GuardianKindChoice.NO_EXERCISE: 2, GuardianKindChoice.CONTACT: 3,
}  # fmt: skip
# A parent, or who is held for one until it is known better.
LEGAL_KINDS = frozenset(
    {GuardianKindChoice.EXERCISES, GuardianKindChoice.UNKNOWN, GuardianKindChoice.NO_EXERCISE}
)


class RestrictionLevel(models.IntegerChoices):
    """A restriction lets an adult see so much less of a child. `SITUATION`: no less, the decision is about the kind of
    the link."""

    SITUATION = 0, "Situation changée"
    PROTECTED_CONTACT = 1, "Coordonnées protégées"
    NO_INFORMATION = 2, "Aucune information sur l’enfant"
    NO_ACCOUNT = 3, "Aucun accès"


class ConsentUse(models.TextChoices):
    IMAGE = "image", _("Photo et voix de l’enfant")
    ASSOCIATIONS = "associations", _("Adresse donnée aux associations de parents")


class ConsentDecision(models.TextChoices):
    YES = "yes", _("Accord")
    NO = "no", _("Refus")


class ServiceKind(models.TextChoices):
    CANTEEN = "cantine", "Cantine"
    MORNING_CARE = "garderie-matin", "Garderie du matin"
    EVENING_CARE = "garderie-soir", "Garderie du soir"
    STUDY = "etude", "Étude surveillée"
    TRANSPORT = "transport", "Transport"


class MandateRole(models.TextChoices):
    COMMUNE_AGENT = "commune_agent", "Agent territorial"
    INSPECTOR = "inspector", "Inspection"
    ACADEMY = "academy", "Académie"
    COORDINATOR = "coordinator", "Coordination du groupement"
    MEMBER_REP = "member_rep", "Représentant d’un membre"
    MANAGING_BODY = "managing_body", "Prestataire de gestion"
    COMMISSION = "commission", "Commission d’appel d’offres"
    CONTRACTOR = "contractor", "Titulaire du marché"
    PLATFORM = "platform", "Plateforme"


class MandateFunction(models.TextChoices):
    """The work of a person of an inspection there: all three have the rights of the role."""

    IEN = "ien", "Inspection (IEN)"
    CPC = "cpc", "Conseil pédagogique (CPC)"
    ERUN = "erun", "Référence numérique (ERUN)"


class MandateLevel(models.TextChoices):
    """A coordinator of the consortium goes so far."""

    READ = "read", "Lire"
    MANAGE = "manage", "Gérer"
    SIGN = "sign", "Signer"


class ProposalState(models.TextChoices):
    """A mandate that waits for a second person. One that nobody answers in time lapses: no state says so."""

    OPEN = "open", "Attend un second regard"
    CONFIRMED = "confirmed", "Confirmée"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Reprise"


class TieState(models.TextChoices):
    """A tie that an adult is proposed. One that nobody answers in time lapses: no state says so."""

    OPEN = "open", "À confirmer par la personne"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Refusée par la personne"
    WITHDRAWN = "withdrawn", "Retirée"


class SupportState(models.TextChoices):
    """Assistance that was asked. What nobody answers in time, and what came to its end, is over by the clock."""

    ASKED = "asked", "Attend la direction"
    GRANTED = "granted", "Accordée"
    REFUSED = "refused", "Refusée"
    ENDED = "ended", "Terminée"


class YearState(models.TextChoices):
    """The change of year of a school stands here."""

    ASKED = "asked", "En préparation"
    PREPARED = "prepared", "Préparée"
    SWITCHED = "switched", "Passée"
    UNDONE = "undone", "Annulée"
    CLOSED = "closed", "Terminée"


class PupilOutcome(models.TextChoices):
    """A pupil becomes one of these when the year changes."""

    CLASS = "class", "Dans une classe de l’école"
    COLLEGE = "college", "Au collège"
    ELSEWHERE = "other", "Dans une autre école"
    UNPLACED = "unplaced", "À placer"


class EntitlementSource(models.TextChoices):
    MANUAL = "manual", "À la main"
    ORDER = "order", "Bon de commande"
    DEMO = "demo", "Démonstration"
