from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import VisibleField
from core.prepared import Prepared


def default_language() -> str:
    return str(settings.LANGUAGE_CODE)


class Role(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    OWNER = "owner", _("Store owner")
    RIDER = "rider", _("Rider")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())

    def get(self, *conditions: Any, **lookups: Any) -> "User":
        """As Django's, but by prepared SQL for an id alone: so each page of a signed-in user begins.

        Managers of relations, which are subclasses, have conditions of their own.
        """
        pk = lookups.get("pk")
        if (
            type(self) is UserManager
            and isinstance(pk, int)
            and len(lookups) == 1
            and not conditions
        ):
            return user_by_id.get(pk)
        return super().get(*conditions, **lookups)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(
        _("e-mail"),
        unique=True,
        error_messages={"unique": _("There is an account with this e-mail already.")},
    )
    pending_email = models.EmailField(
        _("e-mail to change to"), blank=True, default="", db_default=""
    )
    name = VisibleField(_("name"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.CUSTOMER)
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=default_language
    )
    is_staff = models.BooleanField(_("may use the admin"), default=False)
    # Whether they are a member of a store, by a trigger of stores: pages of others need no query for it.
    is_member = models.BooleanField(default=False, db_default=False, editable=False)
    # Live tokens of pages opened before are not renewed.
    live_since = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="email_is_lower_case"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="known_role"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = self.email.lower()

    @property
    def is_customer(self) -> bool:
        return self.role == Role.CUSTOMER

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER

    @property
    def is_rider(self) -> bool:
        return self.role == Role.RIDER

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Place(models.Model):
    """A postal address, with coordinates where known (WGS 84)."""

    postcode = VisibleField(_("postcode"), max_length=10, blank=True)
    line = VisibleField(_("address"), max_length=200)
    detail = VisibleField(_("floor, unit, door"), max_length=100, blank=True)
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )

    class Meta:
        abstract = True

    @property
    def full_address(self) -> str:
        return " ".join(part for part in (self.line, self.detail) if part)


@Prepared
def user_by_id(user_id: int) -> models.QuerySet[User]:
    return User.objects.filter(pk=user_id)


class Address(Place):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    label = VisibleField(_("name of the place"), max_length=40, help_text=_("Home, work …"))
    is_default = models.BooleanField(_("deliver here unless I say otherwise"), default=False)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-is_default", "label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_default=True), name="one_default_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.full_address}"
