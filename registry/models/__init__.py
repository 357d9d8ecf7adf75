"""The register's tables, one module for each kind of thing."""

from registry.models.alias import Alias, AliasKind
from registry.models.article import Article, Gtin
from registry.models.article_picture import ArticlePicture
from registry.models.category import CATEGORY_NAMES, Category
from registry.models.correction import Correction
from registry.models.device import Device, DeviceState, Side
from registry.models.guarantee import CountsFrom, GuaranteeTerm, TermChange
from registry.models.import_job import ImportChunk, ImportJob, JobState
from registry.models.import_profile import ImportProfile, ImportRun
from registry.models.supplier import Supplier
from registry.models.unit import Unit

__all__ = [
    "CATEGORY_NAMES",
    "Alias",
    "AliasKind",
    "Article",
    "ArticlePicture",
    "Category",
    "Correction",
    "CountsFrom",
    "Device",
    "DeviceState",
    "Gtin",
    "GuaranteeTerm",
    "ImportChunk",
    "ImportJob",
    "ImportProfile",
    "ImportRun",
    "JobState",
    "Side",
    "Supplier",
    "TermChange",
    "Unit",
]
