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

__all__ = [
    "MeetingSaid",
    "attendance_note",
    "meeting_cancel",
    "meeting_convene",
    "meeting_correct",
    "meeting_file_add",
    "meeting_plan",
    "members_invite",
    "minutes_publish",
    "minutes_write",
    "news_correct",
    "news_publish",
    "news_withdraw",
    "news_write",
]
