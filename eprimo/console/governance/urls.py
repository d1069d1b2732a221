from django.urls import path

from eprimo.console.governance.views import decisions, invitations, meetings, minutes, reports
from eprimo.foundation.kernel.views import strong_screens

app_name = "governance"

urlpatterns = strong_screens(
    [
        path("", meetings.meetings, name="meetings"),
        path("ajouter/", meetings.add, name="add"),
        path("participation/", meetings.participation, name="participation"),
        path("decisions/", decisions.decisions, name="decisions"),
        path("decisions/<uuid:public_id>/", decisions.decision, name="decision"),
        path("decisions/<uuid:public_id>/terminer/", decisions.end, name="decision_end"),
        path("decisions/<uuid:public_id>/reporter/", decisions.put_off, name="decision_put_off"),
        path("decisions/<uuid:public_id>/reprendre/", decisions.reopen, name="decision_reopen"),
        path("rapports/", reports.reports, name="reports"),
        path("rapports/preparer/", reports.prepare, name="report_prepare"),
        path("rapports/<uuid:public_id>/", reports.report, name="report"),
        path("rapports/<uuid:public_id>/fichier/", reports.file, name="report_file"),
        path("rapports/<uuid:public_id>/ecrire/", reports.write, name="report_write"),
        path("rapports/<uuid:public_id>/envoyer/", reports.send, name="report_send"),
        path("rapports/<uuid:public_id>/retirer/", reports.drop, name="report_drop"),
        path("rapports/<uuid:public_id>/corriger/", reports.correct, name="report_correct"),
        path("comptes-rendus/<uuid:public_id>/", minutes.published, name="minutes"),
        path("documents/<uuid:public_id>/", minutes.file, name="file"),
        path("<uuid:public_id>/", meetings.meeting, name="meeting"),
        path("<uuid:public_id>/corriger/", meetings.correct, name="correct"),
        path("<uuid:public_id>/inviter/", meetings.invite, name="invite"),
        path("<uuid:public_id>/convoquer/", meetings.convene, name="convene"),
        path("<uuid:public_id>/annuler/", meetings.cancel, name="cancel"),
        path("<uuid:public_id>/agenda/", meetings.invitation, name="invitation"),
        path("<uuid:public_id>/presences/", meetings.attendance, name="attendance"),
        path(
            "<uuid:public_id>/presences/prestataire/",
            meetings.representative_came,
            name="representative_came",
        ),
        path("<uuid:public_id>/chiffres/", meetings.figures, name="figures"),
        path("<uuid:public_id>/feuille/", invitations.sheet, name="sheet"),
        path("<uuid:public_id>/personnes/", invitations.guests, name="guests"),
        path("<uuid:public_id>/personnes/ajouter/", invitations.guest_new, name="guest_new"),
        path("personnes/<uuid:public_id>/corriger/", invitations.guest_edit, name="guest_edit"),
        path("personnes/<uuid:public_id>/retirer/", invitations.guest_drop, name="guest_drop"),
        path("personnes/<uuid:public_id>/lettre/", invitations.letter, name="letter"),
        path("<uuid:public_id>/lettres/", invitations.letters, name="letters"),
        path("<uuid:public_id>/repondre/", invitations.answer, name="answer"),
        path("<uuid:public_id>/relancer/", invitations.remind, name="guests_remind"),
        path("<uuid:public_id>/representer/", invitations.represent, name="represent"),
        path("<uuid:public_id>/compte-rendu/", minutes.write, name="minutes_write"),
        path("<uuid:public_id>/compte-rendu/publier/", minutes.publish, name="minutes_publish"),
        path("<uuid:public_id>/documents/ajouter/", minutes.file_add, name="file_add"),
    ]
)
