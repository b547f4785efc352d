"""Where the pages of joining are."""

from django.urls import path

from samdrift.partnership.joining.web import call_offs, frameworks, readying, wizard

app_name = "joining"
urlpatterns = [
    path("frameworks/", frameworks.framework_list, name="list"),
    path("frameworks/<uuid:uid>/", frameworks.framework_page, name="framework"),
    path("frameworks/<uuid:uid>/join/", wizard.join, name="join"),
    path("frameworks/<uuid:uid>/propose/", frameworks.propose, name="propose"),
    path("framework-terms/<uuid:uid>/answer/", frameworks.terms_answer, name="terms_answer"),
    path("call-offs/<uuid:uid>/", call_offs.call_off_page, name="call_off"),
    path("call-offs/<uuid:uid>/wishes/", wizard.change, name="wishes"),
    path("call-offs/<uuid:uid>/case/", call_offs.business_case, name="case"),
    path("call-offs/<uuid:uid>/administrator/", readying.invite, name="invite"),
    path("call-offs/<uuid:uid>/tags/", readying.reserve, name="tags"),
    path("call-offs/<uuid:uid>/<slug:move>/", call_offs.act, name="act"),
]
