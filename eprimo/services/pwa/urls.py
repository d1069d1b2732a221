from django.urls import path

from eprimo.services.pwa import device_views, views

app_name = "pwa"

urlpatterns = [
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("hors-ligne/", views.offline, name="offline"),
    path("hors-ligne/a-lire/", views.readings, name="readings"),
    path("aide/installer/", views.guide, name="guide"),
    path("appareil/envois", device_views.sender, name="sender"),
    path("appareil/plus-tard", device_views.later, name="later"),
    path("compte/appareils/", device_views.devices, name="devices"),
    path("compte/appareils/prevenir", device_views.add, name="device_add"),
    path("compte/appareils/reprendre", device_views.resume, name="device_resume"),
    path("compte/appareils/a-moi", device_views.own, name="own_device"),
    path("compte/appareils/partout", device_views.leave_everywhere, name="leave_everywhere"),
    path("compte/appareils/<uuid:device_id>/oublier", device_views.remove, name="device_remove"),
]
