"""Where the pages of joining are."""

from django.urls import path

from samdrift.partnership.joining.web import frameworks

app_name = "joining"
urlpatterns = [
    path("frameworks/", frameworks.framework_list, name="list"),
    path("frameworks/<uuid:uid>/", frameworks.framework_page, name="framework"),
    path("framework-terms/<uuid:uid>/answer/", frameworks.terms_answer, name="terms_answer"),
]
