"""`manage.py import_contracts --community CODE FILE.xlsx`: a contract register's workbook in one go."""

from assets.contract_intake import REGISTER
from communities.intake_command import IntakeCommand


class Command(IntakeCommand):
    help = "导入一个社区的合同台账：有一处错误即整份不导入；编号已有的更正，没有的新增。"
    register = REGISTER
