"""Every setting, each from an environment variable described in .env.example; bad values raise an error.

A module for each subject. `base` has what the others build on; a module imports from the others what it uses.
"""

from config.settings.admin import *
from config.settings.apps import *
from config.settings.base import *
from config.settings.databases import *
from config.settings.features import *
from config.settings.files import *
from config.settings.jobs import *
from config.settings.languages import *
from config.settings.live import *
from config.settings.logs import *
from config.settings.mail import *
from config.settings.maps import *
from config.settings.orders import *
from config.settings.payments import *
from config.settings.recommendations import *
from config.settings.security import *
from config.settings.sign_in import *
