"""Where the pages of contracts are."""

from django.urls import path

from samdrift.registers.contracts.web import (
    agreeing,
    calendars,
    index,
    index_rules,
    prices,
    rates,
    terms,
    volumes,
    wording,
)

app_name = "contracts"
urlpatterns = [
    path("contracts/", terms.contract_list, name="list"),
    path("contracts/<uuid:uid>/", terms.contract_page, name="page"),
    path("contracts/<uuid:uid>/rules/new/", agreeing.rule_edit, name="new_rule"),
    path("contracts/<uuid:uid>/rules/<str:code>/", agreeing.rule_page, name="rule"),
    path("contracts/<uuid:uid>/rules/<str:code>/edit/", agreeing.rule_edit, name="edit_rule"),
    path("contracts/<uuid:uid>/rules/<str:code>/end/", agreeing.rule_end, name="end_rule"),
    path("contracts/<uuid:uid>/calendars/<str:code>/", calendars.calendar_page, name="calendar"),
    path("contracts/<uuid:uid>/calendars/<str:code>/edit/", calendars.calendar_edit, name="edit_calendar"),
    path("contracts/<uuid:uid>/months/<str:month>/freeze/", agreeing.freeze, name="freeze"),
    path("contracts/<uuid:uid>/rates/", rates.rates_page, name="rates"),
    path("contracts/<uuid:uid>/wording/", wording.wording_page, name="wording"),
    path("contracts/<uuid:uid>/wording/new/", wording.clause_page, name="new_clause"),
    path("contracts/<uuid:uid>/wording/<str:number>/", wording.clause_page, name="clause"),
    path("contracts/<uuid:uid>/options/", wording.option_propose, name="propose_option"),
    path("contracts/<uuid:uid>/options/<str:code>/use/", wording.option_use, name="use_option"),
    path("contracts/<uuid:uid>/facts/", wording.fact_state, name="state_fact"),
    path("contracts/facts/<uuid:uid>/verify/", wording.fact_verify, name="verify_fact"),
    path("contracts/<uuid:uid>/obligations/<str:code>/kept/", wording.obligation_keep, name="keep_obligation"),
    path("contracts/<uuid:uid>/prices/", prices.price_book, name="prices"),
    path("contracts/<uuid:uid>/prices/new/", prices.price_item, name="new_price"),
    path("contracts/<uuid:uid>/prices/<str:code>/", prices.price_item, name="price"),
    path("contracts/<uuid:uid>/volumes/", volumes.volume_page, name="volumes"),
    path("contracts/<uuid:uid>/index/", index.index_page, name="index"),
    path("contracts/<uuid:uid>/index/propose/", index.index_propose, name="propose_index"),
    path("contracts/<uuid:uid>/index/values/", index.value_enter, name="enter_value"),
    path("contracts/<uuid:uid>/index/values/file/", index_rules.values_file, name="values_file"),
    path("contracts/<uuid:uid>/index/series/", index_rules.series_record, name="record_series"),
    path("contracts/<uuid:uid>/index/rules/new/", index_rules.rule_edit, name="new_index_rule"),
    path("contracts/<uuid:uid>/index/rules/<str:code>/", index_rules.rule_edit, name="index_rule"),
    path("contracts/proposals/<uuid:uid>/", agreeing.proposal_page, name="proposal"),
    path("contracts/proposals/<uuid:uid>/accept/", agreeing.proposal_accept, name="accept"),
    path("contracts/proposals/<uuid:uid>/refuse/", agreeing.proposal_refuse, name="refuse"),
    path("contracts/proposals/<uuid:uid>/withdraw/", agreeing.proposal_withdraw, name="withdraw"),
]
