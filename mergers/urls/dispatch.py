"""The home of every role, the leaders' page, and what follows from it."""

from django.urls import path

from mergers.views import home
from mergers.views.dispatch import board, bulletins, departments, instructions, issues, nodes

urlpatterns = [
    path("", home.front, name="front"),
    path("home/", home.home, name="home"),
    path("dispatch/", board.dispatch, name="dispatch"),
    path("dispatch/instructions/", instructions.instructions, name="instructions"),
    path("dispatch/instructions/new/<int:ledger>/", instructions.instruction_new, name="instruction_new"),
    path("dispatch/instructions/<int:pk>/", instructions.instruction, name="instruction"),
    path("dispatch/instructions/<int:pk>/forward/", instructions.instruction_forward, name="instruction_forward"),
    path("dispatch/instructions/<int:pk>/close/", instructions.instruction_close, name="instruction_close"),
    path("dispatch/instruction-tasks/<int:pk>/receive/", instructions.task_receive, name="task_receive"),
    path("dispatch/instruction-tasks/<int:pk>/feedback/", instructions.task_feed_back, name="task_feed_back"),
    path("dispatch/issues/", issues.issues, name="issues"),
    path("dispatch/issues/export/", issues.issues_export, name="issues_export"),
    path("dispatch/issues/new/", issues.issue_new, name="issue_new"),
    path("dispatch/issues/<int:pk>/", issues.issue, name="issue"),
    path("dispatch/issues/<int:pk>/<slug:act>/", issues.issue_act, name="issue_act"),
    path("dispatch/nodes/", nodes.nodes, name="nodes"),
    path("dispatch/nodes/<int:pk>/note/", nodes.node_note, name="node_note"),
    path("dispatch/departments/", departments.department_inbox, name="department_inbox"),
    path("dispatch/departments/<int:pk>/receive/", departments.department_receive, name="department_receive"),
    path("dispatch/bulletins/", bulletins.bulletins, name="bulletins"),
    path("dispatch/bulletins/<int:ledger>/sign/", bulletins.bulletin_sign, name="bulletin_sign"),
]
