from django.apps import AppConfig, apps
from django.core import checks
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Jumun"

    def ready(self) -> None:
        from config import (
            baskets,
            checkout,
            navigation,
            notifications,
            panels,
            pricing,
            reactions,
            schedules,
        )
        from config.checks import check_keys, check_static_files
        from core.checks import KEYS
        from core.events import connect
        from core.navigation import register as register_navigation
        from core.notifications import register as register_notifications
        from core.panels import register
        from orders.baskets import connect as connect_baskets
        from orders.checkout_parts import connect as connect_parts
        from orders.pricing import connect as connect_adjusters

        connect(reactions.REACTIONS)
        connect_adjusters(pricing.ADJUSTERS)
        connect_baskets(baskets.BASKETS)
        connect_parts(checkout.PARTS)
        register(panels.PANELS)
        register_navigation(navigation.NAVIGATION)
        register_notifications(notifications.NOTIFICATIONS)
        checks.register(check_keys, KEYS)
        checks.register(check_static_files, deploy=True)
        post_migrate.connect(
            schedules.install_after_migrate,
            sender=apps.get_app_config("jobs"),
            dispatch_uid="schedules",
        )
