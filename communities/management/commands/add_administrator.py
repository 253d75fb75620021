"""`manage.py add_administrator`: the first administrators of a district, whom no screen can make yet."""

import secrets

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from communities.access import ADMINS, Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation, Place
from communities.services import people
from communities.services.organisations import establish
from communities.services.recording import SYSTEM


class Command(BaseCommand):
    help = "为一个区建立管理员账号，并打印一次初始密码（首次登录须修改）。其余人员由系统管理员在“人员任职”中建立。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--district", required=True, metavar="CODE", help="区划代码6位，如 371102")
        parser.add_argument("--role", default=Role.SYSTEM_ADMIN, choices=sorted(ADMINS))
        parser.add_argument("--username", required=True, help="账号")
        parser.add_argument("--name", required=True, help="姓名")

    def handle(self, *args, **options) -> None:
        district = Place.objects.districts().current().filter(code=options["district"]).first()
        if district is None:
            raise CommandError(f"没有代码为 {options['district']} 的区，请先用 import_register 导入区划名册。")
        password = f"{secrets.token_urlsafe(12)}.Aa1"
        try:
            self._add(district, password, options)
        except Refused as refused:
            raise CommandError("\n".join(refused.reasons)) from refused
        self.stdout.write(f"{options['username']}\t{password}")

    @transaction.atomic
    def _add(self, district: Place, password: str, options: dict) -> None:
        kind, today = Organisation.Kind.GOVERNMENT, clock.today()
        government = Organisation.objects.filter(place=district, kind=kind, ends_on=None).first()
        if government is None:
            government = establish(district, kind, f"{district.name}人民政府", starts_on=today, by=SYSTEM)
        person = people.create_account(
            options["username"], options["name"], district=district, password=password, by=SYSTEM
        )
        people.appoint(person, options["role"], government, district, starts_on=today, by=SYSTEM)
