"""Where customers enter a code of which they do not know the campaign: it leads to the campaign's page."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from core.access import signed_in
from core.pages import Page, ThrottledPosts
from core.text import VisibleCharField
from core.throttle import Limit
from coupons.claim_codes import find_code, refuse_unless_unclaimed
from coupons.claim_form import MAX_CODE_LENGTH, page_with_code
from coupons.claim_refusals import WrongCode
from coupons.codes import grouped_code
from coupons.models import ClaimCode


class CodeForm(forms.Form):
    """`code` is that of a campaign, whose page says what it is good for."""

    use_required_attribute = False

    code = VisibleCharField(
        label=gettext_lazy("Code for one coupon"),
        max_length=MAX_CODE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={
            "required": gettext_lazy("Enter the code."),
            "max_length": gettext_lazy("This is too long for a code."),
        },
    )


class EnterCode(Page, ThrottledPosts, View):
    access = signed_in
    limit = Limit("coupon-codes", times=30, seconds=60)  # shared with the pages of campaigns

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            code = self.found(form.cleaned_data["code"])
        except WrongCode as refusal:
            form.add_error("code", str(refusal))
            return self.page(form, status=422)
        return redirect(page_with_code(code.campaign.number, grouped_code(code.code)))

    def found(self, typed: str) -> ClaimCode:
        """One of their own that they used already leads to its coupon."""
        code = find_code(typed)
        if code is None:
            raise WrongCode(_("We do not know this code. Compare it with what you hold."))
        if code.coupon is None or code.coupon.customer_id != self.request.user.pk:
            refuse_unless_unclaimed(code)
        return code

    def page(self, form: CodeForm, status: int = 200) -> HttpResponse:
        return render(
            self.request, "coupons/customer/enter_code.html", {"form": form}, status=status
        )
