from django.urls import path

from eprimo.console.tender.views import record

app_name = "tender"

urlpatterns = [
    path("", record.record, name="record"),
    path("consultation/", record.prepare, name="prepare"),
    path("pieces/<slug:kind>/", record.piece, name="piece"),
    path("documents/<uuid:public_id>/", record.document, name="document"),
    path("quantites/<slug:kind>/", record.quantities, name="quantities"),
    path("missions/<slug:kind>/", record.task, name="task"),
    path("envois/", record.deliveries, name="deliveries"),
    path("envois/envoyer/", record.send, name="send"),
    path("envois/<uuid:public_id>/ouvrir/", record.receive, name="receive"),
]
