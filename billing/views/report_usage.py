"""Where a tenant's own server reports usage: a signed POST, without a session."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from billing.models import Tenant
from billing.usage import UsageError, UsageRefused, record_usage
from billing.usage.parsing import parse_batch
from billing.usage.secrets import keys_of
from billing.usage.signatures import SignatureRefused, verify
from core.access import anyone
from core.pages import Page
from core.throttle import Limit, TooMany, client_address, count

MAX_BODY = 1_000_000  # bytes
BATCHES = Limit("usage-batches", times=1200, seconds=60)  # of a tenant
UNSIGNED = Limit("unsigned-usage", times=30, seconds=60)  # of an address


@method_decorator(csrf_exempt, name="dispatch")  # its signature is the proof
class ReportUsage(Page, View):
    """200 with the number of new events; 4xx with a sentence, and then nothing of the batch is recorded."""

    access = anyone

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        now = timezone.now()
        try:
            body = body_of(request)
            tenant = signed_by(request, number, body, now)
            count(BATCHES, tenant.number, now)
            events = parse_batch(body)
            new = record_usage(tenant=tenant, events=events, now=tenant.time_at(now))
        except RequestDataTooBig:
            return refusal(413, _("The body is larger than 1 MB."))
        except SignatureRefused as error:
            return refusal(401, str(error))
        except TooMany as error:
            return too_many(error.retry_after)
        except UsageRefused as error:
            return refusal(422, str(error), error.errors)
        return JsonResponse({"events": len(events), "new": new})


def body_of(request: HttpRequest) -> bytes:
    """Empty for a multipart form, which nobody signs; raises RequestDataTooBig beyond MAX_BODY."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise RequestDataTooBig
    try:
        return request.body
    except RawPostDataException:
        return b""


def signed_by(request: HttpRequest, number: str, body: bytes, now: datetime) -> Tenant:
    """Raises SignatureRefused, in the same words for an unknown tenant; TooMany after many of these."""
    tenant = Tenant.objects.select_related("clock").filter(number=number).first()
    try:
        verify(request.headers, body, keys_of(tenant, now) if tenant else [], now)
    except SignatureRefused:
        count(UNSIGNED, client_address(request), now)
        raise
    return cast(Tenant, tenant)  # without keys nothing is verified


def refusal(status: int, text: str, errors: Iterable[UsageError] = ()) -> JsonResponse:
    answer: dict[str, Any] = {"error": text}
    if named := [{"index": each.index, "message": each.text} for each in errors]:
        answer = {"error": _("Nothing was recorded."), "errors": named}
    return JsonResponse(answer, status=status)


def too_many(retry_after: int) -> JsonResponse:
    answer = refusal(429, _("There were too many requests. Please try again later."))
    answer["Retry-After"] = str(retry_after)
    return answer
