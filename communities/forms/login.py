"""Forms of signing in."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """The same answer whether the account is unknown, shut, or the password wrong."""

    error_messages = {"invalid_login": "账号或密码不正确。", "inactive": "账号或密码不正确。"}


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label="动态口令",
        help_text="手机上“身份验证器”显示的6位数字",
        error_messages={"invalid": "动态口令是6位数字。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )
