"""What is entered of a person, and what is wrong with it before anything is stored."""

from dataclasses import dataclass, replace
from datetime import date

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.idcards import birth_date, check_resident_id
from communities.lib.leaks import find_personal_numbers
from communities.lib.sealed import normalise
from communities.models import Person


@dataclass(frozen=True)
class PersonFacts:
    """A person as entered. With an identity number sex and birth may be left out: the number tells them.

    Without one, `no_id_reason` says why and `sex` and `born_on` are needed.
    """

    name: str
    id_number: str = ""
    sex: str = ""
    born_on: date | None = None
    phone: str = ""
    no_id_reason: str = ""

    def __repr__(self) -> str:
        return f"<PersonFacts {self.name}>"


def checked(facts: PersonFacts) -> PersonFacts:
    """The facts in one spelling, sex and birth filled in from the number. Raises Refused with every fault."""
    name, number = facts.name.strip(), normalise("id", facts.id_number) if facts.id_number.strip() else ""
    told = replace(facts, name=name, id_number=number, no_id_reason="" if number else facts.no_id_reason.strip())
    if reasons := faults(told):
        raise Refused(*reasons)
    if not number:
        return told
    return replace(told, sex=sex_of(number), born_on=birth_date(number))


def faults(told: PersonFacts) -> list[str]:
    """Sentences that never repeat a number."""
    found = []
    if not told.name:
        found.append("请填写姓名。")
    elif any(character.isdigit() for character in told.name) or find_personal_numbers(told.name):
        found.append("姓名中不能有数字，请核对。")
    return found + (_number_faults(told) if told.id_number else _no_number_faults(told)) + _phone_faults(told.phone)


def _number_faults(told: PersonFacts) -> list[str]:
    found = list(check_resident_id(told.id_number, today=clock.today()).faults)
    if found:
        return found
    if told.born_on and told.born_on != birth_date(told.id_number):
        found.append(f"{told.name}的出生日期与身份证号不一致，请核对。")
    if told.sex and told.sex != sex_of(told.id_number):
        found.append(f"{told.name}的性别与身份证号不一致，请核对。")
    return found


def _no_number_faults(told: PersonFacts) -> list[str]:
    checks = (
        (f"{told.name}没有身份证号，请写明原因（如新生儿未落户、证件遗失）。", told.no_id_reason),
        (f"{told.name}没有身份证号，请填写性别和出生日期。", told.born_on and told.sex in Person.Sex.values),
        (f"{told.name}的出生日期晚于今天，请核对。", told.born_on is None or told.born_on <= clock.today()),
    )
    return [sentence for sentence, holds in checks if not holds]


def _phone_faults(phone: str) -> list[str]:
    plain = normalise("phone", phone)
    right = not plain or (plain.isascii() and plain.isdigit() and 7 <= len(plain) <= 12)
    return [] if right else ["手机号应为7至12位数字，请核对。"]


def sex_of(number: str) -> str:
    """The 17th digit of an identity number: odd is male."""
    return Person.Sex.MALE if int(number[16]) % 2 else Person.Sex.FEMALE
