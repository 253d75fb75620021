"""The office's own pages: the rulebook, the legal numbers."""

from django.urls import path

from mergers.views.office import index, rulebooks

urlpatterns = [
    path("office/", index.office, name="office"),
    path("office/legal-numbers/", index.legal_numbers, name="legal_numbers"),
    path("office/rulebook/", rulebooks.rulebooks, name="rulebooks"),
    path("office/rulebook/<int:pk>/", rulebooks.rulebook, name="rulebook"),
    path("office/rulebook/<int:pk>/diff/", rulebooks.rulebook_diff, name="rulebook_diff"),
    path("office/rulebook/<int:pk>/steps/<int:step>/", rulebooks.rulebook_step, name="rulebook_step"),
]
