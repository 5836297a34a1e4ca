from django.conf import settings
from django.core.exceptions import BadRequest

from accounts.language import remember_language
from accounts.redirects import redirect_next
from accounts.services import change_language
from core.access import anyone
from core.pages import Page


class SetLanguage(Page):
    """Switches the language of the browser and, if signed in, of the user."""

    access = anyone

    def post(self, request):
        language = request.POST.get("language")
        if language not in dict(settings.LANGUAGES):
            raise BadRequest("unknown language")
        if request.user.is_authenticated:
            change_language(request.user, language)
        response = redirect_next(request, otherwise="home")
        remember_language(response, language)
        return response
