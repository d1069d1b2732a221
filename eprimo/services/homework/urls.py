from django.urls import path

from eprimo.services.homework.views import families, files, lines, weeks

app_name = "homework"

urlpatterns = [
    path("", families.index, name="list"),
    path("mes-enfants/", families.family, name="family"),
    path("mes-enfants/imprimer/", families.paper, name="family_print"),
    path("nouveau/", weeks.new, name="new"),
    path("semaine/<uuid:thing_id>/", weeks.thing, name="thing"),
    path("classe/<uuid:place_id>/", weeks.week, name="week"),
    path("classe/<uuid:place_id>/ajouter/", lines.add, name="add"),
    path("classe/<uuid:place_id>/coller/", lines.paste, name="paste"),
    path("classe/<uuid:place_id>/reprendre/", weeks.copy, name="copy"),
    path("classe/<uuid:place_id>/reporter/", weeks.put_off, name="put_off"),
    path("classe/<uuid:place_id>/consulter/", weeks.consult, name="consult"),
    path("classe/<uuid:place_id>/imprimer/", weeks.paper, name="print"),
    path("travail/<uuid:line_id>/", weeks.line, name="line"),
    path("travail/<uuid:line_id>/corriger/", lines.edit, name="edit"),
    path("travail/<uuid:line_id>/fichiers/", files.files, name="files"),
    path("travail/<uuid:line_id>/fichiers/<uuid:file_id>/retirer/", files.remove, name="file_remove"),
    path("travail/<uuid:line_id>/fichiers/<uuid:file_id>/garder/", files.keep, name="voice_keep"),
    path("travail/<uuid:line_id>/retirer/", lines.remove, name="remove"),
    path("travail/<uuid:line_id>/remettre/", lines.restore, name="restore"),
    path("travail/<uuid:line_id>/fait/<uuid:child_id>/", families.tick, name="tick"),
]
