from django.urls import path

from eprimo.console.imports import views
from eprimo.foundation.kernel.views import strong_screens

app_name = "imports"

urlpatterns = strong_screens(
    [
        path("", views.index, name="index"),
        path("<uuid:public_id>/", views.delivery, name="delivery"),
        path("<uuid:public_id>/appliquer/", views.approve, name="approve"),
        path("<uuid:public_id>/annuler/", views.undo, name="undo"),
        path("<uuid:public_id>/voulu/", views.meant, name="meant"),
        path("<uuid:public_id>/remarques/", views.remarks, name="remarks"),
        path("<uuid:public_id>/abandonner/", views.abandon, name="abandon"),
    ]
)
