from django.urls import path

from eprimo.services.partners import views

app_name = "partners"

urlpatterns = [
    path("", views.day, name="day"),
    path("mots/<uuid:word_id>/", views.word, name="word"),
    path("<uuid:thing_id>/enfants/", views.children, name="children"),
    path("<uuid:thing_id>/mot/", views.propose, name="propose"),
    path("<uuid:thing_id>/qui-vient/", views.guests, name="guests"),
    path("<uuid:thing_id>/qui-vient/<uuid:invitation_id>/ouvrir/", views.guest_open, name="guest_open"),
    path("<uuid:thing_id>/qui-vient/<uuid:invitation_id>/finir/", views.guest_end, name="guest_end"),
]
