"""Personal data is stored sealed, bound to its row, and shows only a mask unless it is revealed on purpose."""

import copy
import json
import pickle
import secrets
import uuid

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.template import Context, Engine
from hypothesis import given
from hypothesis import strategies as st

from communities.lib.sealed import MASK, Sealed, SealError, blind_index, mask, normalise, seal, unseal
from communities.lib.sealed_field import SealedField, reseal

PHONE, RESIDENT = "13812345678", "11010519491231002X"
ROW = uuid.UUID("0f8fad5b-d9cb-469f-a165-70867728950e")


class Holder(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=20)
    phone = SealedField(label="holder.phone", kind="phone", blank=True)
    resident = SealedField(label="holder.resident", kind="id", null=True, blank=True)

    class Meta:
        app_label = "sealed_tests"


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.KEY_DIR, settings.SEAL_KEY_ID, settings.SEAL_CIPHER = tmp_path, "k1", "aes256gcm"
    for name in ("seal-k1.key", "seal-k2.key", "index.key"):
        (tmp_path / name).write_text(secrets.token_hex(32))
    return tmp_path


@pytest.fixture
def table(db):
    with connection.schema_editor() as editor:
        editor.create_model(Holder)


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, resident FROM sealed_tests_holder ORDER BY name")
        return cursor.fetchall()


# -- the seal


@pytest.mark.parametrize("cipher", ["aes256gcm", "sm4gcm"])
@pytest.mark.parametrize("plain", [PHONE, "", "张三丰", "𠮷" * 1000, "a|b|c"])
def test_what_is_sealed_opens_again(settings, cipher, plain):
    settings.SEAL_CIPHER = cipher
    token = seal(plain, label="a.b", pk=ROW)
    assert token.count("|") == 3
    assert unseal(token, label="a.b", pk=ROW) == plain
    assert seal(plain, label="a.b", pk=ROW) != token


def test_the_format_is_version_key_id_nonce_and_text():
    assert seal(PHONE, label="a.b", pk=ROW).startswith("v1|k1|")


@pytest.mark.parametrize("cipher", ["aes256gcm", "sm4gcm"])
def test_a_value_moved_to_another_row_or_column_does_not_open(settings, cipher):
    settings.SEAL_CIPHER = cipher
    token = seal(PHONE, label="a.b", pk=ROW)
    for label, pk in [("a.c", ROW), ("a.b", uuid.uuid4()), ("a.b", None), ("a.b", str(ROW))]:
        with pytest.raises(SealError):
            unseal(token, label=label, pk=pk)


@pytest.mark.parametrize("cipher", ["aes256gcm", "sm4gcm"])
def test_no_altered_character_goes_unnoticed(settings, cipher):
    settings.SEAL_CIPHER = cipher
    token = seal(PHONE, label="a.b", pk=ROW)
    for place, character in enumerate(token.rstrip("=")[:-1]):
        altered = token[:place] + ("A" if character != "A" else "B") + token[place + 1 :]
        with pytest.raises(SealError):
            unseal(altered, label="a.b", pk=ROW)


@pytest.mark.parametrize("token", [PHONE, "v1|k1|", "v1|../index|AAAA|AAAA", "v2|k1|AAAA|AAAA", "v1|k1|é|é", "|||", ""])
def test_what_was_never_sealed_is_refused_and_not_repeated(token):
    with pytest.raises(SealError) as caught:
        unseal(token, label="a.b", pk=ROW)
    assert PHONE not in str(caught.value)


def test_a_new_key_or_cipher_leaves_old_values_readable(settings):
    old = seal(PHONE, label="a.b", pk=ROW)
    settings.SEAL_KEY_ID, settings.SEAL_CIPHER = "k2", "sm4gcm"
    new = seal(PHONE, label="a.b", pk=ROW)
    assert new.startswith("v1s|k2|")
    assert unseal(old, label="a.b", pk=ROW) == unseal(new, label="a.b", pk=ROW) == PHONE


@pytest.mark.parametrize("content", ["", "zz", "00" * 31])
def test_a_key_that_is_none_is_refused(keys, content):
    (keys / "seal-k1.key").write_text(content)
    with pytest.raises(SealError, match=r"seal-k1\.key"):
        seal(PHONE, label="a.b", pk=ROW)


def test_an_unknown_cipher_is_refused(settings):
    settings.SEAL_CIPHER = "rot13"
    with pytest.raises(SealError):
        seal(PHONE, label="a.b", pk=ROW)


# -- one spelling, one index


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        ("id", [RESIDENT, RESIDENT.lower(), "110105 19491231 002x", "１１０105194912310０２Ｘ", "110105491231002"]),
        ("phone", [PHONE, "138 1234 5678", "+86 138-1234-5678", "008613812345678", "１３８12345678\u200b"]),
        ("bank", ["6222021001116245702", "6222 0210 0111 6245 702", "6222—0210—0111—6245—702"]),
        ("text", ["张三", "张 三", "张\u3000三"]),
    ],
)  # fmt: skip
def test_every_way_of_writing_a_number_has_the_same_blind_index(kind, ways):
    assert len({blind_index(kind, way) for way in ways}) == 1
    assert all(normalise(kind, normalise(kind, way)) == normalise(kind, way) for way in ways)


def test_the_blind_index_depends_on_the_key_and_the_kind(settings, tmp_path):
    first = blind_index("phone", PHONE)
    assert len(first) == 64
    assert blind_index("bank", PHONE) != first
    assert blind_index("phone", "13812345679") != first
    settings.KEY_DIR = tmp_path / "other"
    settings.KEY_DIR.mkdir()
    (settings.KEY_DIR / "index.key").write_text(secrets.token_hex(32))
    assert blind_index("phone", PHONE) != first


def test_an_index_tells_two_hundred_planted_doubles_from_the_rest():
    numbers = [f"371102{19500000 + n}00{n % 10}{n % 10}" for n in range(3000)]
    planted = [f" {number[:6]}-{number[6:]} " for number in numbers[:200]]
    seen = [blind_index("id", number) for number in numbers + planted]
    assert len(seen) - len(set(seen)) == 200


def test_masks_show_no_digit_of_an_id_and_few_of_the_rest():
    assert mask("phone", "138 1234 5678") == "138****5678"
    assert mask("bank", "6222021001116245789") == "**** 5789"
    assert mask("id", RESIDENT) == "已密封"
    assert mask("text", "张三") == MASK
    assert mask("phone", "123") == mask("bank", "6789") == "****"


# -- the value in Python


@pytest.fixture
def holder():
    return Holder(name="甲", phone=PHONE, resident=RESIDENT)


def test_it_shows_a_mask_wherever_it_is_printed(holder):
    shown = [
        str(holder.phone),
        repr(holder.phone),
        f"{holder.phone}",
        f"{holder.phone:>30}",
        "%s %r" % (holder.phone, holder.phone),  # noqa: UP031
        repr(vars(holder)),
        str([holder.phone]),
    ]
    assert not any(PHONE[-4:] in text for text in shown)
    assert str(holder.phone) == MASK


def test_a_template_shows_the_mask_and_cannot_reveal(holder):
    page = Engine().from_string("{{ h.phone }}|{{ h.phone.reveal }}|{{ h.phone|upper }}|{{ h.phone.masked }}")
    assert page.render(Context({"h": holder})) == f"{MASK}||{MASK}|138****5678"
    assert holder.resident.masked() == "已密封"


def test_it_is_not_text_and_cannot_become_json_by_accident(holder):
    for leak in (json.dumps, lambda value: "tel " + value, "".join):
        with pytest.raises(TypeError):
            leak(holder.phone)


def test_a_pickle_holds_the_sealed_form_only(holder):
    raw = pickle.dumps(holder.phone)
    assert PHONE.encode() not in raw
    assert pickle.loads(raw).reveal() == PHONE  # noqa: S301
    with pytest.raises(SealError):
        pickle.dumps(Sealed(label="a.b", kind="phone", plain=PHONE))
    assert copy.deepcopy(holder.phone).reveal() == copy.copy(holder.phone).reveal() == PHONE


def test_an_empty_value_is_empty_and_false():
    empty = Holder(name="乙")
    assert not empty.phone
    assert str(empty.phone) == empty.phone.reveal() == empty.phone.masked() == ""
    assert empty.resident is None


# -- the field


def test_the_database_never_sees_the_plain_text(table, holder):
    holder.save()
    text = repr(stored())
    assert PHONE not in text
    assert RESIDENT not in text
    read = Holder.objects.get()
    assert (read.phone.reveal(), read.resident.reveal()) == (PHONE, RESIDENT)


def test_a_row_saved_again_without_change_stays_readable(table, holder):
    holder.save()
    read = Holder.objects.defer("resident").get()
    read.name = "丙"
    read.save()
    assert Holder.objects.get().resident.reveal() == RESIDENT


def test_a_changed_and_an_emptied_value_are_stored(table, holder):
    holder.save()
    holder.phone, holder.resident = "13900000000", None
    holder.full_clean()
    holder.save(update_fields=["phone", "resident"])
    read = Holder.objects.get()
    assert read.phone.reveal() == "13900000000"
    assert read.resident is None
    read.phone = ""
    read.save()
    assert stored() == [("", None)]


def test_many_rows_at_once_are_sealed_each_for_itself(table):
    rows = Holder.objects.bulk_create([Holder(name=str(n), phone=f"1380000000{n}") for n in range(5)])
    for row in rows:
        row.phone = row.phone.reveal().replace("138", "139")
    Holder.objects.bulk_update(rows, ["phone"])
    assert [row.phone.reveal() for row in Holder.objects.order_by("name")] == [f"1390000000{n}" for n in range(5)]


def test_ciphertexts_swapped_in_the_database_are_refused(table):
    for name in "甲乙":
        Holder.objects.create(name=name, phone=f"{PHONE[:-1]}{ord(name) % 10}")
    first, second = Holder.objects.order_by("name")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sealed_tests_holder SET phone = %s WHERE id = %s", [second.phone.stored(), first.pk])
    with pytest.raises(SealError):
        Holder.objects.get(pk=first.pk).phone.reveal()
    with pytest.raises(SealError):
        Holder.objects.get(pk=first.pk).phone.masked()


def test_a_copy_of_a_row_or_another_rows_value_is_refused_at_save(table, holder):
    holder.save()
    double = Holder.objects.get()
    double.pk, double._state.adding = uuid.uuid4(), True
    stranger = Holder(name="丁", phone=Holder.objects.get().phone)
    for wrong in (double, stranger):
        with pytest.raises(SealError), transaction.atomic():
            wrong.save()
    Holder(name="丁", phone=Holder.objects.get().phone.reveal()).save()
    assert Holder.objects.count() == 2


def test_plain_text_found_in_the_column_is_not_passed_off_as_sealed(table, holder):
    holder.save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sealed_tests_holder SET phone = %s", [PHONE])
    read = Holder.objects.get()
    assert PHONE not in f"{read.phone}"
    with pytest.raises(SealError):
        read.phone.reveal()


def test_it_cannot_be_searched_or_updated_past_its_row(table, holder):
    holder.save()
    assert Holder.objects.filter(resident__isnull=False).count() == 1
    for search in ({"phone": PHONE}, {"phone__contains": "138"}, {"phone__in": [PHONE]}):
        with pytest.raises(FieldError):
            Holder.objects.filter(**search).exists()
    with pytest.raises(SealError) as caught:
        Holder.objects.update(phone=PHONE)
    assert PHONE not in str(caught.value)


def test_a_value_read_without_its_row_opens_once_it_is_bound(table, holder):
    holder.save()
    pk, phone = Holder.objects.values_list("pk", "phone").get()
    with pytest.raises(SealError):
        phone.reveal()
    assert phone.at(pk).reveal() == PHONE


def test_a_serialised_row_stays_sealed_and_loads_again(table, holder):
    holder.save()
    text = serializers.serialize("json", Holder.objects.all())
    assert PHONE not in text
    Holder.objects.all().delete()
    (row,) = json.loads(text)
    field = Holder._meta.get_field("phone")
    loaded = Holder(pk=uuid.UUID(row["pk"]), phone=field.to_python(row["fields"]["phone"]))
    loaded.save()
    assert Holder.objects.get().phone.reveal() == PHONE


def test_the_field_is_in_no_form_and_needs_a_uuid_key():
    class Numbered(models.Model):
        phone = SealedField(label="numbered.phone")

        class Meta:
            app_label = "sealed_tests_numbered"

    assert [error.id for error in Numbered.check()] == ["communities.E001"]
    assert Holder.check() == []
    assert not Holder._meta.get_field("phone").editable
    _, path, args, options = Holder._meta.get_field("phone").deconstruct()
    again = SealedField(*args, **options)
    assert (path, options) == ("communities.lib.sealed_field.SealedField", again.deconstruct()[3])
    assert (again.label, again.kind) == ("holder.phone", "phone")


# -- turning to a new key


def test_resealing_brings_every_row_under_the_new_key_and_twice_is_as_once(table, settings, django_assert_num_queries):
    for n in range(7):
        Holder.objects.create(name=str(n), phone=f"1380000000{n}", resident=RESIDENT if n % 2 else None)
    settings.SEAL_KEY_ID = "k2"
    assert reseal(Holder.objects.all(), "phone", "resident", batch=3) == 7
    assert all(phone.startswith("v1|k2|") for phone, _ in stored())
    assert all(resident is None or resident.startswith("v1|k2|") for _, resident in stored())
    assert [row.phone.reveal() for row in Holder.objects.order_by("name")] == [f"1380000000{n}" for n in range(7)]
    before = stored()
    assert reseal(Holder.objects.all(), "phone", "resident") == 0
    assert stored() == before


def test_resealing_that_was_stopped_goes_on_where_it_was(table, settings, keys):
    rows = [Holder(name=str(n), phone=PHONE, id=uuid.UUID(int=n)) for n in range(6)]
    Holder.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sealed_tests_holder SET phone = 'v1|gone|AAAA|AAAA' WHERE name = '4'")
    settings.SEAL_KEY_ID = "k2"
    with pytest.raises(SealError):
        reseal(Holder.objects.all(), "phone", batch=2)
    assert [phone.split("|")[1] for phone, _ in stored()] == ["k2"] * 4 + ["gone", "k1"]
    assert reseal(Holder.objects.exclude(name="4"), "phone", batch=2) == 1


def test_resealing_leaves_empty_values_alone(table, settings):
    Holder.objects.create(name="甲")
    settings.SEAL_KEY_ID = "k2"
    assert reseal(Holder.objects.all(), "phone", "resident") == 0


@pytest.mark.long
def test_sixty_eight_thousand_rows_turn_to_a_new_key(table, settings):
    Holder.objects.bulk_create((Holder(name=str(n), phone=f"138{n:08d}") for n in range(68_000)), batch_size=2000)
    settings.SEAL_KEY_ID = "k2"
    assert reseal(Holder.objects.all(), "phone") == 68_000
    assert Holder.objects.get(name="67999").phone.reveal() == "13800067999"


@given(st.text(max_size=40), st.uuids())
def test_any_text_comes_back_as_it_was(plain, pk):
    assert unseal(seal(plain, label="a.b", pk=pk), label="a.b", pk=pk) == plain
