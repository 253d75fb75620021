from django.core.exceptions import ValidationError

CLASSES = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())


class ThreeClassesValidator:
    """At least three of lower case, upper case, digits and signs (GB/T 22239 身份鉴别)."""

    def validate(self, password, user=None):
        if sum(any(test(sign) for sign in password) for test in CLASSES) < 3:
            raise ValidationError(self.get_help_text(), code="too_few_classes")

    def get_help_text(self):
        return "密码须包含小写字母、大写字母、数字、符号中的至少三类。"
