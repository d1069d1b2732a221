from django.urls import path

from eprimo.services.attendance.views import day, families

app_name = "attendance"

urlpatterns = [
    path("absents/", day.day, name="day"),
    path("a-appeler/", day.calling, name="calling"),
    path("eleve/<uuid:child_id>/absence/", day.record, name="record"),
    path("absence/<uuid:public_id>/appel/", day.attempt, name="attempt"),
    path("absence/<uuid:public_id>/motif/", day.judge, name="judge"),
    path("absence/", families.tell, name="tell"),
    path("absence/mes-enfants/", families.own, name="own"),
    path("absence/<uuid:public_id>/", families.told, name="told"),
    path("absence/<uuid:public_id>/pourquoi/", families.why, name="why"),
    path("absence/<uuid:public_id>/vient/", families.comes, name="comes"),
]
