from django.urls import path

from eprimo.services.attendance.views import families

app_name = "attendance"

urlpatterns = [
    path("absence/", families.tell, name="tell"),
    path("absence/mes-enfants/", families.own, name="own"),
    path("absence/<uuid:public_id>/", families.told, name="told"),
    path("absence/<uuid:public_id>/pourquoi/", families.why, name="why"),
    path("absence/<uuid:public_id>/vient/", families.comes, name="comes"),
]
