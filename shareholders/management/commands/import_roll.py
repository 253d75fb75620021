"""`manage.py import_roll --community CODE FILE.xlsx`: households, persons and members from one workbook."""

from communities.intake_command import IntakeCommand
from shareholders.intake import REGISTER


class Command(IntakeCommand):
    help = "从工作簿导入成员名册（户、人员、成员）"
    register = REGISTER
