"""The 5 categories and 69 items of 王家沟村, also the template a new village starts its draft scheme from."""

from points.sample.scheme69.construction import CONSTRUCTION
from points.sample.scheme69.family import FAMILY
from points.sample.scheme69.honours import HONOURS
from points.sample.scheme69.security import SECURITY
from points.sample.scheme69.shape import TemplateCategory, TemplateItem, TemplateScheme
from points.sample.scheme69.virtue import VIRTUE

SCHEME = TemplateScheme(
    title="王家沟村村民积分管理办法",
    base_points=100,
    categories=(SECURITY, VIRTUE, CONSTRUCTION, FAMILY, HONOURS),
)

ITEMS: dict[int, TemplateItem] = {item.code: item for item in SCHEME.items}

__all__ = ["ITEMS", "SCHEME", "TemplateCategory", "TemplateItem", "TemplateScheme"]
