from django.urls import path

from eprimo.services.attendance.views import (
    arranged,
    call,
    day,
    evacuation,
    families,
    papers,
    register,
    spread,
)

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
    path("<uuid:group>/repartir/", spread.spread, name="spread"),
    path("<uuid:group>/reunir/", spread.gather, name="gather"),
    path("<uuid:group>/accueil/", spread.hosts, name="hosts"),
    path("<uuid:group>/toute-petite-section/", arranged.little, name="little"),
    path("eleve/<uuid:child_id>/apres-midi/", arranged.afternoons, name="afternoons"),
    path("eleve/<uuid:child_id>/apres-midi/<uuid:public_id>/fin/", arranged.end, name="afternoons_end"),
    path("absence/", families.tell, name="tell"),
    path("absence/mes-enfants/", families.own, name="own"),
    path("absence/<uuid:public_id>/", families.told, name="told"),
    path("absence/<uuid:public_id>/pourquoi/", families.why, name="why"),
    path("absence/<uuid:public_id>/papier/", papers.paper, name="paper"),
    path("absence/<uuid:public_id>/papier/<uuid:paper_id>/retirer/", papers.remove, name="paper_remove"),
    path("absence/<uuid:public_id>/vient/", families.comes, name="comes"),
    path("registre/", register.registers, name="registers"),
    path("registre/vise/<uuid:public_id>/", register.sealed, name="register_sealed"),
    path("registre/<uuid:public_id>/<str:month>/", register.register, name="register"),
    path("registre/<uuid:public_id>/<str:month>/visa/", register.sign, name="register_sign"),
    path("registre/<uuid:public_id>/<str:month>/pdf/", register.draft, name="register_draft"),
    path("evacuation/", evacuation.evacuation_list, name="evacuation"),
]
