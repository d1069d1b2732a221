"""What the group refuses, in words that quote the convention."""

from eprimo.foundation.kernel.errors import Conflict, DomainError


class WrongSiret(DomainError):
    code = "wrong-siret"
    sentence = "Ce numéro n’est pas un SIRET\N{NO-BREAK SPACE}: quatorze chiffres, dont le dernier contrôle les autres."
    status = 422


class NotEligible(DomainError):
    code = "not-eligible"
    status = 422


class AlreadyMember(Conflict):
    code = "already-member"


class Closed(Conflict):
    """Nobody joins any more."""

    code = "adhesion-closed"
    sentence = (
        "Le marché est publié\N{NO-BREAK SPACE}: plus personne ne peut adhérer au groupement (article 2 de la "
        "convention)."
    )


class OneMarket(Conflict):
    code = "one-market"
    sentence = (
        "Un marché est déjà ouvert\N{NO-BREAK SPACE}: le groupement en passe un seul, pour tous ses membres "
        "(article 1)."
    )


class WrongOrder(DomainError):
    code = "wrong-order"
    status = 422


class OneRepresentation(DomainError):
    code = "one-representation"
    sentence = (
        "Choisissez une seule représentation\N{NO-BREAK SPACE}: le membre se représente seul, ou un prestataire de "
        "gestion le représente (article 2)."
    )
    status = 422


class MandateFileMissing(DomainError):
    code = "mandate-file-missing"
    sentence = "Joignez le mandat donné au prestataire de gestion (PDF)."
    status = 422


class WrongFile(DomainError):
    code = "wrong-file"
    sentence = "Ce fichier n’est pas un PDF lisible."
    status = 422


class SchoolTaken(Conflict):
    code = "school-taken"
    status = 409


class IllegalPassage(Conflict):
    """The file is not where this act could take it from."""

    code = "illegal-passage"
    status = 409


class SignedAlready(Conflict):
    """What was signed is not written over."""

    code = "signed-already"
    status = 409


class NotToBeSigned(Conflict):
    """Late, or not complete."""

    code = "not-to-be-signed"
    status = 409


class NoWithdrawal(Conflict):
    """Nobody leaves now, or this body is not one that can: the sentence quotes the article."""

    code = "no-withdrawal"
    status = 422


class AlreadyLeft(Conflict):
    code = "already-left"
    sentence = "Le retrait de ce membre est déjà accepté."


class NeedsLocked(Conflict):
    """The member has signed [C 7.1]."""

    code = "needs-locked"
    status = 409


class NotSignable(DomainError):
    """Something that comes before the member's signature is not there."""

    code = "not-signable"
    status = 422


class NeedLowered(DomainError):
    """« ne pourront pas commander, sur les 24 premiers mois du marché, moins … » [C 7.1]."""

    code = "need-lowered"
    status = 422


class AlreadyActed(Conflict):
    """Somebody acts for this member already."""

    code = "already-acted"
    status = 409


class NotSigner(DomainError):
    """What only who signs for the member may say."""

    code = "not-signer"
    status = 422


class SignerAsked(Conflict):
    """The request to sign stands already, or is settled."""

    code = "signer-asked"


class SignatoryHeld(Conflict):
    """Somebody signs for the member in e-primo: nobody else says who does."""

    code = "signatory-held"
    status = 422


class MandateChanged(Conflict):
    """The mandate that was read is not the one that stands."""

    code = "mandate-changed"
    sentence = "Le mandat a changé depuis que vous l’avez lu. Regardez celui qui est en vigueur, puis prenez-en acte."
