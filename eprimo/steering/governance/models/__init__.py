from eprimo.steering.governance.models.invitations import Attendance, Guest, Invited
from eprimo.steering.governance.models.meetings import Meeting, MeetingFile, Minutes, News

__all__ = ["Attendance", "Guest", "Invited", "Meeting", "MeetingFile", "Minutes", "News"]
