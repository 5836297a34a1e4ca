"""Django's sessions in the database, with a prepared SELECT: each page of a signed-in user begins with it."""

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from core.prepared import Prepared


class SessionStore(db.SessionStore):
    def _get_session_from_db(self):
        session = valid_session.find(self.session_key, timezone.now())
        if session is None:
            self._session_key = None  # a browser does not choose the key of a new one
        return session


@Prepared
def valid_session(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
