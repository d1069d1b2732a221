from eprimo.foundation.directory.actions.adults import (
    KnownPerson,
    Newcomer,
    Places,
    adult_add,
    adult_end,
    adult_prolong,
    deputy_end,
    deputy_name,
)
from eprimo.foundation.directory.actions.agents import agent_add, agent_end, agent_prolong
from eprimo.foundation.directory.actions.classes import (
    attachment_add,
    attachment_end,
    class_change,
    class_close,
    class_create,
    follow_up_delegate,
    pupil_move,
)
from eprimo.foundation.directory.actions.consents import consent_give, consent_record
from eprimo.foundation.directory.actions.groups import (
    group_close,
    group_create,
    group_rename,
    group_set_members,
)
from eprimo.foundation.directory.actions.guardians import (
    STAYS_AFTER_END,
    TOLD_BEFORE_END,
    guardianship_change_kind,
    restriction_change,
    restriction_confirm_end,
    restriction_lift,
    restriction_set,
)
from eprimo.foundation.directory.actions.schools import entitlement_grant, settings_change
from eprimo.foundation.directory.actions.services import service_close, service_open, service_set_enrolled

__all__ = [
    "STAYS_AFTER_END",
    "TOLD_BEFORE_END",
    "KnownPerson",
    "Newcomer",
    "Places",
    "adult_add",
    "adult_end",
    "adult_prolong",
    "agent_add",
    "agent_end",
    "agent_prolong",
    "attachment_add",
    "attachment_end",
    "class_change",
    "class_close",
    "class_create",
    "consent_give",
    "consent_record",
    "deputy_end",
    "deputy_name",
    "entitlement_grant",
    "follow_up_delegate",
    "group_close",
    "group_create",
    "group_rename",
    "group_set_members",
    "guardianship_change_kind",
    "pupil_move",
    "restriction_change",
    "restriction_confirm_end",
    "restriction_lift",
    "restriction_set",
    "service_close",
    "service_open",
    "service_set_enrolled",
    "settings_change",
]
