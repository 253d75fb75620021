"""`manage.py import_shares --community CODE FILE.xlsx`: an earlier reform's holdings as the first issue."""

from communities.intake_command import IntakeCommand
from shareholders.ledger_intake import REGISTER


class Command(IntakeCommand):
    help = "从工作簿导入原改革的持股和股权证号"
    register = REGISTER
