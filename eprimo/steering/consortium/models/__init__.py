from eprimo.steering.consortium.models.dossier import Deliberation, Letter
from eprimo.steering.consortium.models.gaps import Decision
from eprimo.steering.consortium.models.invitations import Invitation
from eprimo.steering.consortium.models.life import Exclusion, Substitution, WindowReminder, Withdrawal
from eprimo.steering.consortium.models.lists import MemberList, SchoolProposal
from eprimo.steering.consortium.models.market import Market
from eprimo.steering.consortium.models.members import (
    LONGEST_ADDRESS,
    MOST_ACCOUNTS,
    ManagingBody,
    Member,
    Need,
    NeedsReturn,
    Piece,
    Representation,
    SchoolClaim,
    Seat,
    Signatory,
)
from eprimo.steering.consortium.models.papers import IssuedPaper
from eprimo.steering.consortium.models.reminders import Reminder
from eprimo.steering.consortium.models.signers import SigningRight
from eprimo.steering.consortium.models.signing import Amendment, AmendmentLine, Signature
from eprimo.steering.consortium.models.states import Passage
from eprimo.steering.consortium.models.texts import ConventionText

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
