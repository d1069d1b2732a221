from eprimo.console.school.forms.adults import AdultForm, AgentForm, DeputyForm, NewcomerForm
from eprimo.console.school.forms.places import (
    AttachForm,
    ClassForm,
    EnrolForm,
    GroupForm,
    MembersForm,
    MoveForm,
    ServiceForm,
)
from eprimo.console.school.forms.rights import (
    ConsentForm,
    DayOffForm,
    EntitlementForm,
    HoursForm,
    KindForm,
    LiftForm,
    RestrictionForm,
    SettingsForm,
    SuspendForm,
)
from eprimo.console.school.forms.trail import TrailForm

__all__ = [
    "AdultForm",
    "AgentForm",
    "AttachForm",
    "ClassForm",
    "ConsentForm",
    "DayOffForm",
    "DeputyForm",
    "EnrolForm",
    "EntitlementForm",
    "GroupForm",
    "HoursForm",
    "KindForm",
    "LiftForm",
    "MembersForm",
    "MoveForm",
    "NewcomerForm",
    "RestrictionForm",
    "ServiceForm",
    "SettingsForm",
    "SuspendForm",
    "TrailForm",
]
