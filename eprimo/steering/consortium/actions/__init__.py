from eprimo.steering.consortium.actions.amendments import amendment_sign
from eprimo.steering.consortium.actions.dossier import (
    deliberation_record,
    deliberation_undo,
    letter_record,
    reception_record,
)
from eprimo.steering.consortium.actions.exits import exclusion_record, market_end_early
from eprimo.steering.consortium.actions.files import file_deposit
from eprimo.steering.consortium.actions.gaps import gap_decide
from eprimo.steering.consortium.actions.invitations import (
    invitation_join,
    invitation_tie,
    invitation_withdraw,
    invitations_make,
)
from eprimo.steering.consortium.actions.lists import list_apply, list_drop, list_give, list_undo
from eprimo.steering.consortium.actions.market import MarketDays, market_correct, market_open
from eprimo.steering.consortium.actions.members import (
    MemberSaid,
    managing_body_add,
    member_add,
    member_correct,
    members_export,
    seat_give,
)
from eprimo.steering.consortium.actions.needs import needs_import, needs_return, needs_stand, needs_write
from eprimo.steering.consortium.actions.papers import paper_issue
from eprimo.steering.consortium.actions.passages import follow_facts, pass_file
from eprimo.steering.consortium.actions.reminders import matter_remind
from eprimo.steering.consortium.actions.representation import (
    GivenFile,
    representation_acknowledge,
    representation_change,
    signatory_name,
)
from eprimo.steering.consortium.actions.schools import (
    proposals_decline,
    proposals_take,
    school_claim,
    school_release,
)
from eprimo.steering.consortium.actions.signers import signer_ask, signer_confirm, signer_end, signer_refuse
from eprimo.steering.consortium.actions.signing import file_sign, files_sign, member_sign
from eprimo.steering.consortium.actions.substitution import member_substitute
from eprimo.steering.consortium.actions.texts import convention_text_add
from eprimo.steering.consortium.actions.turning import markets_turn, member_turn
from eprimo.steering.consortium.actions.withdrawals import (
    withdrawal_declare,
    withdrawal_give_up,
    withdrawal_record,
)

__all__ = [
    "GivenFile",
    "MarketDays",
    "MemberSaid",
    "amendment_sign",
    "convention_text_add",
    "deliberation_record",
    "deliberation_undo",
    "exclusion_record",
    "file_deposit",
    "file_sign",
    "files_sign",
    "follow_facts",
    "gap_decide",
    "invitation_join",
    "invitation_tie",
    "invitation_withdraw",
    "invitations_make",
    "letter_record",
    "list_apply",
    "list_drop",
    "list_give",
    "list_undo",
    "managing_body_add",
    "market_correct",
    "market_end_early",
    "market_open",
    "markets_turn",
    "matter_remind",
    "member_add",
    "member_correct",
    "member_sign",
    "member_substitute",
    "member_turn",
    "members_export",
    "needs_import",
    "needs_return",
    "needs_stand",
    "needs_write",
    "paper_issue",
    "pass_file",
    "proposals_decline",
    "proposals_take",
    "reception_record",
    "representation_acknowledge",
    "representation_change",
    "school_claim",
    "school_release",
    "seat_give",
    "signatory_name",
    "signer_ask",
    "signer_confirm",
    "signer_end",
    "signer_refuse",
    "withdrawal_declare",
    "withdrawal_give_up",
    "withdrawal_record",
]
