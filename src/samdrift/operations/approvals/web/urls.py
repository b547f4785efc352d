"""Where the pages of approvals are."""

from django.urls import path

from samdrift.operations.approvals.web import pages, rules

app_name = "approvals"
urlpatterns = [
    path("approvals/", pages.approval_list, name="list"),
    path("approvals/approve/", pages.approve_many, name="approve_many"),
    path("approvals/rules/", rules.rule_list, name="rules"),
    path("approvals/<uuid:uid>/approve/", pages.approve, name="approve"),
    path("approvals/<uuid:uid>/refuse/", pages.refuse, name="refuse"),
]
