from django.urls import path

from eprimo.services.liaison.views import (
    compose,
    follow_up,
    life,
    lists,
    paper,
    piles,
    reading,
    sending,
    slips,
)

app_name = "liaison"
_NOTE = "<uuid:note_id>/"
_PILE = "coupons/<uuid:pile_id>/"
_CHILD = f"{_NOTE}enfant/<uuid:child_id>/"

urlpatterns = [
    path("", lists.note_list, name="list"),
    path("famille/", lists.family, name="family"),
    path("nouveau/", compose.new, name="new"),
    path("brouillon/", compose.autosave, name="autosave"),
    path(_NOTE, reading.note, name="note"),
    path(f"{_NOTE}modifier/", compose.edit, name="edit"),
    path(f"{_NOTE}apercu/", sending.preview, name="preview"),
    path(f"{_NOTE}envoyer/", sending.send, name="send"),
    path(f"{_NOTE}annuler/", sending.unsend, name="unsend"),
    path(f"{_NOTE}jeter/", compose.discard, name="discard"),
    path(f"{_NOTE}copier/", compose.copy, name="copy"),
    path(f"{_NOTE}suivi/", follow_up.follow_up, name="follow_up"),
    path(f"{_NOTE}suivi.pdf", follow_up.follow_up_pdf, name="follow_up_pdf"),
    path(f"{_NOTE}relancer/", follow_up.remind, name="remind"),
    path(f"{_NOTE}ajouter/", follow_up.add, name="add"),
    path(f"{_NOTE}personnes/", follow_up.follower_add, name="follower_add"),
    path(f"{_NOTE}personnes/<uuid:person_id>/", follow_up.follower_remove, name="follower_remove"),
    path(f"{_NOTE}corriger/", life.correct, name="correct"),
    path(f"{_NOTE}retirer/", life.withdraw, name="withdraw"),
    path(f"{_NOTE}ranger/", life.archive, name="archive"),
    path(f"{_NOTE}mot.pdf", life.print_note, name="print"),
    path(f"{_NOTE}versions/<slug:number>/", reading.version, name="version"),
    path(_CHILD, reading.child, name="child"),
    path(f"{_CHILD}lu/", reading.open_note, name="open"),
    path(f"{_CHILD}signer/", reading.sign, name="sign"),
    path(f"{_CHILD}refuser/", reading.refuse_note, name="refuse"),
    path(f"{_CHILD}repondre/", reading.answer, name="answer"),
    path(f"{_CHILD}papier/", paper.paper, name="paper"),
    path(f"{_CHILD}papier/annuler/", paper.erase, name="paper_erase"),
    path(f"{_NOTE}coupons/", slips.print_slips, name="slips"),
    path("coupons/", piles.piles, name="piles"),
    path("coupons/code/", piles.typed, name="slip_typed"),
    path(_PILE, piles.pile, name="pile"),
    path(f"{_PILE}ajouter/", piles.add, name="pile_add"),
    path(f"{_PILE}noter/", piles.confirm, name="pile_confirm"),
    path(f"{_PILE}fermer/", piles.drop, name="pile_drop"),
    path(f"{_PILE}images/<uuid:picture_id>.jpg", piles.picture, name="pile_picture"),
    path(f"{_PILE}coupons/<uuid:seen_id>/annuler/", piles.undo, name="pile_undo"),
    path(f"{_CHILD}comme/<uuid:guardian_id>/", reading.as_family, name="as_family"),
]
