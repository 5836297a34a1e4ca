from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Jumun"

    def ready(self) -> None:
        from config import reactions, schedules
        from core.events import wire

        wire(reactions.REACTIONS)
        post_migrate.connect(
            schedules.install_after_migrate,
            sender=apps.get_app_config("django_q"),
            dispatch_uid="schedules",
        )
