from django.urls import path

from votes.views import publicity

urlpatterns = [
    path("publicity/", publicity.publicity, name="publicity"),
    path("publicity/letters/new/", publicity.letter_new, name="letter_new"),
    path("publicity/letters/<int:pk>/", publicity.letter, name="letter"),
    path("publicity/letters/<int:pk>/mark/", publicity.letter_mark, name="letter_mark"),
    path("publicity/questionnaires/new/", publicity.questionnaire_new, name="questionnaire_new"),
    path("publicity/questionnaires/<int:pk>/", publicity.questionnaire, name="questionnaire"),
    path("publicity/questionnaires/<int:pk>/sent/", publicity.questionnaire_hand_out, name="questionnaire_hand_out"),
    path("publicity/questionnaires/<int:pk>/back/", publicity.questionnaire_answers, name="questionnaire_answers"),
]
