from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "villagegov.web"
    label = "web"
    verbose_name = "Village web"
