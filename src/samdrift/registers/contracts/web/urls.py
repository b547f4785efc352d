"""Where the pages of contracts are."""

from django.urls import path

from samdrift.registers.contracts.web import terms

app_name = "contracts"
urlpatterns = [
    path("contracts/", terms.contract_list, name="list"),
    path("contracts/<uuid:uid>/", terms.contract_page, name="page"),
]
