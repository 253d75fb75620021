"""`manage.py import_assets --community CODE --as-at DATE FILE.xlsx`: an inventory's workbook in one go."""

from assets.intake import REGISTER
from communities.intake_command import IntakeCommand


class Command(IntakeCommand):
    help = "导入一个社区的资产清查登记表：有一处错误即整份不导入。"
    register = REGISTER
