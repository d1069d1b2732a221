"""What each kept table is called on the privacy page."""

from functools import cache

from django.utils.translation import gettext_noop as _

from eprimo.foundation.content.capabilities import detail_model, kinds
from eprimo.foundation.kernel.services import retentions

WORDS = {
    "directory.Person": _("Nom, prénom, date de naissance"),
    "directory.ContactDetails": _("Coordonnées des adultes"),
    "directory.NationalNumber": _("Identifiant national de l’élève (INE)"),
    "directory.ExternalKey": _("Identifiants venus des fichiers de l’école"),
    "directory.Affiliation": _("Appartenance à une école"),
    "directory.ClassMembership": _("Classes d’un élève"),
    "directory.GroupMembership": _("Groupes"),
    "directory.Attachment": _("Adultes rattachés à une classe ou à un enfant"),
    "directory.Guardianship": _("Lien entre un enfant et ses responsables"),
    "directory.GuardianRestriction": _("Décisions de justice enregistrées par la direction"),
    "directory.Consent": _("Accords et refus (photo, associations)"),
    "directory.ServiceEnrolment": _("Inscription à un service de la commune"),
    "directory.Mandate": _("Missions (inspection, commune, académie)"),
    "directory.MandateProposal": _("Missions proposées, qui attendent un second accord"),
    "directory.FamilyOpening": _("Familles ouvertes à la place d’une direction"),
    "directory.TieProposal": _("Accès proposés à un adulte, qui attendent son accord"),
    "directory.TiePlace": _("Classes et élèves pour qui un adulte est attendu"),
    "directory.SupportAccess": _("Assistances demandées à une école"),
    "directory.PersonMerge": _("Fiches réunies, et de quoi les séparer"),
    "directory.NotTheSame": _("Fiches qui ne sont pas celles d’une même personne"),
    "directory.YearChange": _("Changements d’année d’une école"),
    "directory.PlannedPupil": _("Classe prévue d’un élève pour l’an prochain"),
    "directory.PlannedAttachment": _("Adultes prévus pour une classe de l’an prochain"),
    "accounts.Account": _("Identifiant de connexion"),
    "accounts.AccountSecret": _("Mot de passe, ou trois mots d’un élève"),
    "accounts.SignInCode": _("Codes imprimés sur les fiches"),
    "accounts.AccountNews": _("Ce qui est arrivé à un compte"),
    "accounts.ScopedSecret": _("Mots de passe qui n’ouvrent que les pages d’une école"),
    "accounts.Session": _("Appareils connectés"),
    "access.RefusalAlarm": _("Sessions ralenties, et pourquoi leur nom a été levé"),
    "factors.Factor": _("Applications de codes et clés d’accès"),
    "factors.FactorCode": _("Codes imprimés (empreinte)"),
    "factors.FactorTries": _("Codes faux d’un jour"),
    "factors.TrustedDevice": _("Navigateurs retenus pour trente jours"),
    "factors.Vouching": _("Première de deux paroles pour rendre un accès"),
    "accounts.KnownAddress": _("Réseaux d’où l’on est déjà entré (empreinte)"),
    "content.Resource": _("Titre et auteur d’un contenu"),
    "content.Target": _("Enfants à qui un contenu est adressé, et personnes qui le suivent"),
    "content.Version": _("Texte d’un contenu et de ses corrections"),
    "notifications.PushDevice": _("Appareils prévenus par notification"),
    "notifications.Notice": _("Avis (à faire, à lire)"),
    "notifications.Preference": _("Façon d’être prévenu"),
    "notifications.Pause": _("Pauses demandées"),
    "notifications.Round": _("Derniers envois"),
    "intake.OndeDelivery": _("Comptes rendus d’import"),
    "intake.DeliveryFile": _("Fichiers importés, avant vérification"),
    "intake.ImportOpening": _("Imports ouverts par l’académie, et pourquoi"),
    "intake.AafDelivery": _("Livraisons de l’annuaire académique, et ce qu’elles ont changé"),
    "intake.AafDeliveryPart": _("Archive d’une livraison de l’annuaire académique, avant son application"),
    "intake.AafSaid": _("Ce que dit l’annuaire académique d’une personne, tel qu’il l’écrit"),
    "intake.AafValue": _("Attributs de l’annuaire académique que le logiciel ne connaît pas"),
    "classroom.ClassDevice": _("Tablettes et ordinateurs prêtés à une classe"),
    "classroom.ClassSession": _("Élèves entrés sur une tablette de la classe"),
    "classroom.PicturePassword": _("Les trois images d’un élève (chiffrées)"),
    "classroom.PictureTry": _("Réponses fausses du jour, sur une tablette de la classe"),
    "classroom.Badge": _("Badges des élèves (empreinte)"),
    "consortium.Signatory": _("Signataires des membres du groupement"),
    "consortium.Piece": _("Actes donnés par les membres du groupement"),
    "consortium.IssuedPaper": _("Empreintes des documents préparés pour un membre du groupement"),
    "consortium.Seat": _("Organisme pour lequel un mandat du groupement vaut"),
    "consortium.SigningRight": _("Droit de signer pour un membre du groupement"),
    "orders.Order": _("Qui a signé ou joint les bons de commande du groupement"),
    "orders.BankChange": _("Changements de compte bancaire du titulaire du marché"),
    "orders.InvoiceFile": _("Factures des membres du groupement"),
    "orders.OrderDocument": _("Bons de commande des membres du groupement"),
    "orders.Dispute": _("Litiges sur le marché ou la convention du groupement"),
    "orders.DisputeStep": _("Étapes d’un litige du groupement"),
    "orders.DisputePaper": _("Pièces d’un litige du groupement"),
    "governance.Guest": _("Personnes invitées à une réunion du groupement"),
    "tender.Task": _("Missions du coordonnateur du groupement, et qui les a faites"),
    "tender.Document": _("Documents du marché du groupement"),
    "tender.CommissionSeat": _("Sièges de la commission d’appel d’offres"),
    "tender.Declaration": _("Déclarations d’absence d’intérêt"),
    "tender.Offer": _("Registre des offres déposées, et qui l’a tenu"),
    "tender.Opening": _("Qui a ouvert les offres"),
    "tender.Mark": _("Notes données aux offres, et leurs raisons"),
    "tender.Delivery": _("Réception des documents d’exécution par les membres"),
    "statistics.SchoolFigures": _("Effectifs d’une école, jour par jour"),
    "privacy.Export": _("Copies demandées par une personne"),
    "privacy.PrivacyRequest": _("Demandes d’effacement, d’opposition ou de correction"),
    "privacy.RequestTelling": _("Ce que les autres responsables en disent"),
    "privacy.ExportPart": _("Fichiers de ces copies"),
    "kernel.AuditLine": _("Journal des actions (sans nom ni texte)"),
    "kernel.OutboxEvent": _("Tâches en attente"),
    "kernel.Throttle": _("Essais de connexion comptés"),
    "privacy.ErasedPerson": _("Journal des effacements (sans nom)"),
    "privacy.ContentObjection": _("Refus de laisser ses contenus"),
}


@cache
def _of_services() -> dict[str, str]:
    return {line.model: line.what for line in retentions() if line.what}


def words_of(model: str) -> str:
    """What a kept table holds, in words: said here, or by its service, else the name of the kind whose table it is."""
    own = ((detail_model(kind), kind.words.name) for kind in kinds())
    named = {table._meta.label: name for table, name in own if table is not None}  # noqa: SLF001
    return WORDS.get(model) or _of_services().get(model) or named.get(model, model)
