"""What the consultation refuses, in words that quote the convention."""

from eprimo.foundation.kernel.errors import Conflict, DomainError


class NotYet(Conflict):
    """Something that comes before is not done."""

    code = "not-yet"


class Frozen(Conflict):
    """It can no longer be changed; a new version is no longer taken either."""

    code = "frozen"


class PieceMissing(Conflict):
    code = "piece-missing"


class WrongDay(DomainError):
    code = "wrong-day"
    status = 422


class ProofMissing(DomainError):
    code = "proof-missing"
    sentence = "Joignez la preuve (PDF)\N{NO-BREAK SPACE}: cette mission n’est pas faite sans elle."
    status = 422


class AlreadySaid(Conflict):
    code = "already-said"


class WrongWeights(DomainError):
    code = "wrong-weights"
    status = 422


class WrongNotice(DomainError):
    """A number or an address that is none of a notice."""

    code = "wrong-notice"
    status = 422


class WrongOffer(DomainError):
    code = "wrong-offer"
    status = 422
