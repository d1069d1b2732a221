from django.urls import path

from eprimo.services.events import views

# Beside the pages that every kind has.
urlpatterns = [
    path("<uuid:thing_id>/jours/<slug:week>/", views.day, name="day"),
    path("<uuid:thing_id>/jours/<slug:week>/barrer/", views.strike, name="day_strike"),
    path("<uuid:thing_id>/jours/<slug:week>/remettre/", views.restore, name="day_restore"),
]
