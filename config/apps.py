from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Jumun"

    def ready(self) -> None:
        from config import reactions
        from core.events import wire

        wire(reactions.REACTIONS)
