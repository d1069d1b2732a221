from django.urls import path

from eprimo.console.governance.views import meetings, minutes
from eprimo.foundation.kernel.views import strong_screens

app_name = "governance"

urlpatterns = strong_screens(
    [
        path("", meetings.meetings, name="meetings"),
        path("ajouter/", meetings.add, name="add"),
        path("participation/", meetings.participation, name="participation"),
        path("comptes-rendus/<uuid:public_id>/", minutes.published, name="minutes"),
        path("documents/<uuid:public_id>/", minutes.file, name="file"),
        path("<uuid:public_id>/", meetings.meeting, name="meeting"),
        path("<uuid:public_id>/corriger/", meetings.correct, name="correct"),
        path("<uuid:public_id>/inviter/", meetings.invite, name="invite"),
        path("<uuid:public_id>/convoquer/", meetings.convene, name="convene"),
        path("<uuid:public_id>/annuler/", meetings.cancel, name="cancel"),
        path("<uuid:public_id>/agenda/", meetings.invitation, name="invitation"),
        path("<uuid:public_id>/presences/", meetings.attendance, name="attendance"),
        path("<uuid:public_id>/compte-rendu/", minutes.write, name="minutes_write"),
        path("<uuid:public_id>/compte-rendu/publier/", minutes.publish, name="minutes_publish"),
        path("<uuid:public_id>/documents/ajouter/", minutes.file_add, name="file_add"),
    ]
)
