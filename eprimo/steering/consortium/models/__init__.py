from eprimo.steering.consortium.models.dossier import Deliberation, IssuedPaper, Letter
from eprimo.steering.consortium.models.invitations import Invitation, MemberList, SchoolProposal
from eprimo.steering.consortium.models.life import (
    Exclusion,
    Reminder,
    Substitution,
    WindowReminder,
    Withdrawal,
)
from eprimo.steering.consortium.models.market import ConventionText, Decision, Market
from eprimo.steering.consortium.models.members import (
    LONGEST_ADDRESS,
    MOST_ACCOUNTS,
    ManagingBody,
    Member,
    Need,
    NeedsReturn,
    Passage,
    Piece,
    Representation,
    SchoolClaim,
    Seat,
    Signatory,
)
from eprimo.steering.consortium.models.signatures import Amendment, AmendmentLine, Signature
from eprimo.steering.consortium.models.signers import SigningRight

__all__ = [
    "LONGEST_ADDRESS",
    "MOST_ACCOUNTS",
    "Amendment",
    "AmendmentLine",
    "ConventionText",
    "Decision",
    "Deliberation",
    "Exclusion",
    "Invitation",
    "IssuedPaper",
    "Letter",
    "ManagingBody",
    "Market",
    "Member",
    "MemberList",
    "Need",
    "NeedsReturn",
    "Passage",
    "Piece",
    "Reminder",
    "Representation",
    "SchoolClaim",
    "SchoolProposal",
    "Seat",
    "Signatory",
    "Signature",
    "SigningRight",
    "Substitution",
    "WindowReminder",
    "Withdrawal",
]
