"""Cases and their steps."""

from django.urls import path

from mergers.views import blank_forms, case_acts, case_pages, cases, evidence, opening, steps

STEP = "cases/<int:pk>/steps/<int:step>/"

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/export/", cases.cases_export, name="cases_export"),
    path("cases/new/", opening.case_new, name="case_new"),
    path("cases/programmes/", opening.programme_list, name="programmes"),
    path("cases/programmes/batches/", opening.batch_new, name="batch_new"),
    path("cases/<int:pk>/", case_pages.case, name="case"),
    path("cases/<int:pk>/parts/", case_pages.parts, name="case_parts"),
    path("cases/<int:pk>/plan/", case_pages.plan, name="case_plan"),
    path("cases/<int:pk>/uniforms/", case_pages.uniforms, name="case_uniforms"),
    path("cases/<int:pk>/papers/", case_pages.papers, name="case_papers"),
    path("cases/<int:pk>/timeline/", case_pages.timeline, name="case_timeline"),
    path("cases/<int:pk>/rulebook/", case_pages.rulebook, name="case_rulebook"),
    path("cases/<int:pk>/acts/<slug:act>/", case_acts.case_act, name="case_act"),
    path("receivers/<int:pk>/", case_pages.receiver, name="receiver"),
    path(STEP, steps.step, name="step"),
    path(f"{STEP}moves/<slug:move>/", steps.step_move, name="step_move"),
    path(f"{STEP}facts/", evidence.step_facts, name="step_facts"),
    path(f"{STEP}upload/", evidence.step_upload, name="step_upload"),
    path(f"{STEP}attach/", evidence.step_attach, name="step_attach"),
    path(f"{STEP}number/", evidence.step_number, name="step_number"),
    path(f"{STEP}papers/<int:item>/detach/", evidence.step_detach, name="step_detach"),
    path(f"{STEP}waiver/", evidence.step_waiver, name="step_waiver"),
    path(f"{STEP}waivers/<int:waiver>/allow/", evidence.waiver_allow, name="waiver_allow"),
    path(f"{STEP}not-applicable/", evidence.step_waiver_ask, name="step_waiver_ask"),
    path(f"{STEP}notice/", evidence.step_notice, name="step_notice"),
    path("blank-forms/<slug:slug>/", blank_forms.blank_form, name="blank_form"),
]
