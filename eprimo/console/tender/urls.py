from django.urls import path

from eprimo.console.tender.views import commission, offers, publication, record
from eprimo.foundation.kernel.views import strong_screens

app_name = "tender"

urlpatterns = strong_screens(
    [
        path("", record.record, name="record"),
        path("consultation/", record.prepare, name="prepare"),
        path("pieces/<slug:kind>/", record.piece, name="piece"),
        path("documents/<uuid:public_id>/", record.document, name="document"),
        path("quantites/<slug:kind>/", record.quantities, name="quantities"),
        path("missions/<slug:kind>/", record.task, name="task"),
        path("envois/", record.deliveries, name="deliveries"),
        path("envois/envoyer/", record.send, name="send"),
        path("envois/<uuid:public_id>/ouvrir/", record.receive, name="receive"),
        path("analyse/reprendre/", record.reopen, name="reopen"),
        path("lettres/", record.rejections, name="rejections"),
        path("avis/", publication.notices, name="notices"),
        path("donnees/", publication.public, name="public"),
        path("donnees/fichier/", publication.public_file, name="public_file"),
        path("donnees/ecrire/", publication.declared, name="declared"),
        path("donnees/modification/", publication.modification, name="modification"),
        path("commission/", commission.commission, name="commission"),
        path("commission/sieges/", commission.seat, name="seat"),
        path("commission/sieges/<uuid:public_id>/terminer/", commission.end_seat, name="seat_end"),
        path("commission/declaration/", commission.declare, name="declare"),
        path("commission/criteres/", commission.criteria, name="criteria"),
        path("commission/prix/", commission.method, name="method"),
        path("offres/", offers.offers, name="offers"),
        path("offres/deposer/", offers.deposit, name="deposit"),
        path("offres/ouvrir/", offers.opening, name="opening"),
        path("offres/<uuid:public_id>/", offers.offer, name="offer"),
        path("offres/<uuid:public_id>/prix/", offers.prices, name="offer_prices"),
        path("offres/<uuid:public_id>/notes/", offers.marks, name="offer_marks"),
        path("offres/<uuid:public_id>/irreguliere/", offers.irregular, name="offer_irregular"),
        path("offres/<uuid:public_id>/question/", offers.question, name="offer_question"),
    ]
)
