from eprimo.steering.governance.models.decisions import DecisionStep, MeetingDecision
from eprimo.steering.governance.models.invitations import Attendance, Guest, Invited
from eprimo.steering.governance.models.meetings import Meeting, MeetingFigures, MeetingFile, Minutes, News
from eprimo.steering.governance.models.reports import ActivityReport, ReportCopy

__all__ = [
    "ActivityReport",
    "Attendance",
    "DecisionStep",
    "Guest",
    "Invited",
    "Meeting",
    "MeetingDecision",
    "MeetingFigures",
    "MeetingFile",
    "Minutes",
    "News",
    "ReportCopy",
]
