from django.urls import path

from eprimo.services.attendance.views import call, day, evacuation, families

app_name = "attendance"

urlpatterns = [
    path("absents/", day.day, name="day"),
    path("a-appeler/", day.calling, name="calling"),
    path("eleve/<uuid:child_id>/absence/", day.record, name="record"),
    path("absence/<uuid:public_id>/appel/", day.attempt, name="attempt"),
    path("absence/<uuid:public_id>/motif/", day.judge, name="judge"),
    path("", call.calls, name="calls"),
    path("<uuid:group>/", call.sheet, name="call"),
    path("<uuid:group>/faire/", call.take, name="take"),
    path("<uuid:group>/fait/", call.done, name="done"),
    path("<uuid:group>/corriger/", call.change, name="change"),
    path("absence/", families.tell, name="tell"),
    path("absence/mes-enfants/", families.own, name="own"),
    path("absence/<uuid:public_id>/", families.told, name="told"),
    path("absence/<uuid:public_id>/pourquoi/", families.why, name="why"),
    path("absence/<uuid:public_id>/vient/", families.comes, name="comes"),
    path("evacuation/", evacuation.evacuation_list, name="evacuation"),
]
