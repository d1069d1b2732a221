from eprimo.steering.governance.actions.decisions import (
    DecisionSaid,
    decision_end,
    decision_put_off,
    decision_reopen,
)
from eprimo.steering.governance.actions.figures import figures_take
from eprimo.steering.governance.actions.invitations import (
    GuestSaid,
    answers_note,
    guest_add,
    guest_correct,
    guest_remove,
    guests_invite,
    guests_remind,
    members_represent,
    representative_note,
)
from eprimo.steering.governance.actions.meetings import (
    MeetingSaid,
    attendance_note,
    meeting_cancel,
    meeting_convene,
    meeting_correct,
    meeting_plan,
    members_invite,
)
from eprimo.steering.governance.actions.minutes import meeting_file_add, minutes_publish, minutes_write
from eprimo.steering.governance.actions.news import news_correct, news_publish, news_withdraw, news_write
from eprimo.steering.governance.actions.reports import (
    report_correct,
    report_drop,
    report_prepare,
    report_send,
    report_write,
)

__all__ = [
    "DecisionSaid",
    "GuestSaid",
    "MeetingSaid",
    "answers_note",
    "attendance_note",
    "decision_end",
    "decision_put_off",
    "decision_reopen",
    "figures_take",
    "guest_add",
    "guest_correct",
    "guest_remove",
    "guests_invite",
    "guests_remind",
    "meeting_cancel",
    "meeting_convene",
    "meeting_correct",
    "meeting_file_add",
    "meeting_plan",
    "members_invite",
    "members_represent",
    "minutes_publish",
    "minutes_write",
    "news_correct",
    "news_publish",
    "news_withdraw",
    "news_write",
    "report_correct",
    "report_drop",
    "report_prepare",
    "report_send",
    "report_write",
    "representative_note",
]
