from eprimo.services.liaison.actions.corrections import note_correct
from eprimo.services.liaison.actions.departure import Departure
from eprimo.services.liaison.actions.drafts import Draft, note_copy, note_discard, note_save_draft
from eprimo.services.liaison.actions.families import (
    note_answer,
    note_open,
    note_refuse,
    note_sign,
)
from eprimo.services.liaison.actions.follow_up import (
    note_add_recipients,
    note_follower_add,
    note_follower_remove,
)
from eprimo.services.liaison.actions.life import note_archive, note_take_out, note_unsend, note_withdraw
from eprimo.services.liaison.actions.paper import note_erase_paper, note_record_paper
from eprimo.services.liaison.actions.piles import (
    SlipSaid,
    photo_read,
    pile_add,
    pile_confirm,
    pile_drop,
    pile_forget,
    pile_receive,
    pile_undo,
)
from eprimo.services.liaison.actions.reminders import note_remind, reminder_leave, reminder_take_back
from eprimo.services.liaison.actions.sending import note_deliver, note_send
from eprimo.services.liaison.actions.slips import slips_print
from eprimo.services.liaison.actions.threads import (
    reply_answer,
    reply_recall,
    reply_write,
    thread_close,
    thread_read,
    thread_seen,
)
from eprimo.services.liaison.actions.week import week_print

__all__ = [
    "Departure",
    "Draft",
    "SlipSaid",
    "note_add_recipients",
    "note_answer",
    "note_archive",
    "note_copy",
    "note_correct",
    "note_deliver",
    "note_discard",
    "note_erase_paper",
    "note_follower_add",
    "note_follower_remove",
    "note_open",
    "note_record_paper",
    "note_refuse",
    "note_remind",
    "note_save_draft",
    "note_send",
    "note_sign",
    "note_take_out",
    "note_unsend",
    "note_withdraw",
    "photo_read",
    "pile_add",
    "pile_confirm",
    "pile_drop",
    "pile_forget",
    "pile_receive",
    "pile_undo",
    "reminder_leave",
    "reminder_take_back",
    "reply_answer",
    "reply_recall",
    "reply_write",
    "slips_print",
    "thread_close",
    "thread_read",
    "thread_seen",
    "week_print",
]
