"""How near the goods and services of two marks are, by the tables of the office and the words of the terms."""

from similarity.goods.degrees import DEGREES, Degree
from similarity.goods.loading import load
from similarity.goods.problems import BadGoods
from similarity.goods.relating import Relation, relation
from similarity.goods.tables import Relations, related_classes
from similarity.goods.terms import Goods

__all__ = ["DEGREES", "BadGoods", "Degree", "Goods", "Relation", "Relations", "load", "related_classes", "relation"]
