from eprimo.foundation.presence.models.arrangements import Arrangement, LittleOne
from eprimo.foundation.presence.models.days import (
    HELD_LEGITIMATE,
    MAX_WORDS,
    Absence,
    CallAttempt,
    Correction,
    HalfDay,
    Hosting,
    Register,
    RollCall,
    SchoolHours,
    _usual,  # noqa: F401 - its name stands in the first migration
)
from eprimo.foundation.presence.models.follow import AbsencePaper, FollowStep
from eprimo.foundation.presence.models.self_check_in import HereTouch

__all__ = [
    "HELD_LEGITIMATE",
    "MAX_WORDS",
    "Absence",
    "AbsencePaper",
    "Arrangement",
    "CallAttempt",
    "Correction",
    "FollowStep",
    "HalfDay",
    "HereTouch",
    "Hosting",
    "LittleOne",
    "Register",
    "RollCall",
    "SchoolHours",
]
