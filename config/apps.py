from django.apps import AppConfig, apps
from django.core import checks
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Jumun"

    def ready(self) -> None:
        from config import features, schedules, wiring
        from config.checks import check_advertiser, check_keys, check_static_files
        from core.checks import KEYS

        wiring.connect_all()
        features.remove_admin()
        checks.register(check_keys, KEYS)
        checks.register(check_static_files, deploy=True)
        checks.register(check_advertiser, deploy=True)
        post_migrate.connect(
            schedules.install_after_migrate,
            sender=apps.get_app_config("jobs"),
            dispatch_uid="schedules",
        )
