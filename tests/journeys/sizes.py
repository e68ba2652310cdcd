"""The two screens: an old phone, the village office's computer."""

from typing import Any

#: As the fixtures ``phone`` and ``desk`` of tests/conftest.py have them; here several people have one each.
SIZES: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "desk": {"viewport": {"width": 1280, "height": 800}},
}
