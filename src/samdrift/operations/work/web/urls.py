"""Where the pages of work are."""

from django.urls import path

from samdrift.operations.work.web import actions, checklists, comments, companies, pages, problems, quoting, verifying

app_name = "work"
urlpatterns = [
    path("work/", pages.my_work, name="mine"),
    path("work/done/", pages.my_done, name="done"),
    path("work/all/", pages.work_list, name="list"),
    path("work/<uuid:uid>/", pages.order_page, name="page"),
    path("work/verify/", verifying.to_verify, name="verify"),
    path("work/companies/", companies.companies, name="companies"),
    path("work/companies/clearances/<uuid:uid>/end/", companies.end_clearance, name="clearance_end"),
    path("work/links/<uuid:uid>/withdraw/", companies.withdraw, name="link_withdraw"),
    path("work/<uuid:uid>/hand-over/", companies.hand_over, name="hand_over"),
    path("work/quotes/", quoting.quotes, name="quotes"),
    path("work/quotes/<uuid:uid>/", quoting.quote, name="quote"),
    path("work/quotes/<uuid:uid>/withdraw/", quoting.withdraw, name="quote_withdraw"),
    path("work/problems/", problems.problems, name="problems"),
    path("work/problems/<uuid:uid>/", problems.problem, name="problem"),
    path("work/checklists/", checklists.checklists, name="checklists"),
    path("work/<uuid:uid>/checklist/", checklists.checklist, name="checklist"),
    path("work/<uuid:uid>/steps/<slug:key>/", checklists.answer, name="answer"),
    path("work/<uuid:uid>/comments/", comments.comments, name="comments"),
    path("work/<uuid:uid>/comments/<uuid:comment>/<uuid:file>/", comments.photo, name="comment_photo"),
    path("work/<uuid:uid>/photos/<uuid:file>/", pages.photo, name="photo"),
    path("work/<uuid:uid>/<slug:move>/", actions.act, name="act"),
]
