from django.urls import path

from votes.views import answers

urlpatterns = [
    path("answers/", answers.question_list, name="policy_questions"),
    path("answers/export/", answers.questions_export, name="policy_questions_export"),
    path("answers/new/", answers.question_new, name="policy_question_new"),
    path("answers/paper/<int:place>/", answers.answers_paper, name="answers_paper"),
    path("answers/<int:pk>/", answers.question, name="policy_question"),
    path("answers/<int:pk>/<slug:act>/", answers.question_act, name="policy_question_act"),
    path("public/answers/", answers.public_answers, name="public_answers"),
    path("public/answers/at/<int:place>/", answers.public_answers_of, name="public_answers_of"),
]
