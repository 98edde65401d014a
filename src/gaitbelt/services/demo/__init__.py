"""A fictional clinic with a year of visits and known mistakes, checked and reported."""

from gaitbelt.services.demo.demonstration import SEED, demonstrate
from gaitbelt.services.demo.result import DemoResult

__all__ = ["SEED", "DemoResult", "demonstrate"]
