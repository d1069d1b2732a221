from django.urls import path

from eprimo.console.consortium.views import (
    dossier,
    files,
    gaps,
    life,
    lists,
    market,
    needs,
    papers,
    simulation,
)

app_name = "consortium"

urlpatterns = [
    path("", lists.members, name="members"),
    path("fichier/", lists.members_file, name="members_file"),
    path("calendrier/", market.calendar, name="calendar"),
    path("calendrier/dates/", market.days, name="days"),
    path("points/", gaps.gaps, name="gaps"),
    path("points/<slug:key>/decider/", gaps.decide, name="gap_decide"),
    path("prestataires/", market.bodies, name="bodies"),
    path("membres/ajouter/", lists.add, name="add"),
    path("membres/<uuid:public_id>/", files.member, name="member"),
    path("membres/<uuid:public_id>/corriger/", lists.correct, name="correct"),
    path("membres/<uuid:public_id>/representation/", files.represent, name="represent"),
    path("membres/<uuid:public_id>/signataire/", files.signatory, name="signatory"),
    path("membres/<uuid:public_id>/ecoles/", files.schools, name="schools"),
    path("membres/<uuid:public_id>/ecoles/<uuid:claim>/detacher/", files.release, name="release"),
    path("membres/<uuid:public_id>/besoins/", needs.needs, name="needs"),
    path("membres/<uuid:public_id>/besoins/tableau/", needs.give_back, name="needs_give_back"),
    path("membres/<uuid:public_id>/besoins/tableau/<slug:kind>/", needs.sheet, name="needs_sheet"),
    path("membres/<uuid:public_id>/besoins/renvoyer/", needs.send_back, name="needs_return"),
    path("membres/<uuid:public_id>/besoins/maintenir/", needs.stand, name="needs_stand"),
    path("membres/<uuid:public_id>/deliberation/", dossier.deliberation, name="deliberation"),
    path("membres/<uuid:public_id>/lettre/", dossier.letter, name="letter"),
    path("membres/<uuid:public_id>/documents/", papers.papers, name="papers"),
    path("membres/<uuid:public_id>/documents/<slug:kind>/<slug:fmt>/", papers.paper, name="paper"),
    path("membres/<uuid:public_id>/simulation/", simulation.simulation, name="simulation"),
    path(
        "membres/<uuid:public_id>/simulation/<slug:kind>/", simulation.simulation_file, name="simulation_file"
    ),
    path("documents/verifier/", papers.verify, name="verify"),
    path("membres/<uuid:public_id>/deposer/", dossier.deposit, name="deposit"),
    path("membres/<uuid:public_id>/signer/", dossier.sign, name="sign"),
    path("membres/<uuid:public_id>/retrait/", life.withdrawal, name="withdrawal"),
    path("membres/<uuid:public_id>/retrait/rester/", life.give_up, name="withdrawal_give_up"),
    path("membres/<uuid:public_id>/retrait/lettre/", life.withdrawal_letter, name="withdrawal_letter"),
    path("membres/<uuid:public_id>/exclusion/", life.exclude, name="exclude"),
    path("membres/<uuid:public_id>/substitution/", life.substitute, name="substitute"),
    path("calendrier/fin/", life.end_early, name="end_early"),
    path("retraits/", life.withdrawals, name="withdrawals"),
    path("pieces/<uuid:public_id>/", files.piece, name="piece"),
]
