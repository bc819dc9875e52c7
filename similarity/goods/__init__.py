"""How near the goods and services of two marks are, by the tables of the office and the words of the terms."""

from similarity.goods.degrees import DEGREES, Degree
from similarity.goods.loading import load, of_office
from similarity.goods.problems import BadGoods
from similarity.goods.reaching import Reached, reached
from similarity.goods.relating import Relation, relation
from similarity.goods.tables import NONE, Relations, related_classes
from similarity.goods.terms import Goods

__all__ = [
    "DEGREES",
    "NONE",
    "BadGoods",
    "Degree",
    "Goods",
    "Reached",
    "Relation",
    "Relations",
    "load",
    "of_office",
    "reached",
    "related_classes",
    "relation",
]
