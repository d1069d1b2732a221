from django.urls import path

from eprimo.foundation.notifications.live import views

app_name = "live"

urlpatterns = [
    path("ticket/", views.ticket, name="ticket"),
    path("etat/", views.state, name="state"),
]
