"""The product categories that the routine names, and all others."""

import enum

from common.sentence import Sentence


class Category(enum.StrEnum):
    """What kind of product an article is. The warehouse handles the first eight (R1)."""

    BTE_AID = "bte_aid"
    WIRELESS_ACCESSORY = "wireless_accessory"
    STREAMING = "streaming"
    TV = "tv"
    LOOP = "loop"
    AMPLIFIER = "amplifier"
    ALERTING = "alerting"
    TRANSMISSION = "transmission"
    CUSTOM_AID = "custom_aid"
    EARMOULD = "earmould"
    AID_ACCESSORY = "aid_accessory"
    BATTERY = "battery"
    OTHER = "other"

    @property
    def handled(self) -> bool:
        """Whether the central warehouse takes it."""
        return self in HANDLED

    @property
    def label(self) -> Sentence:
        return CATEGORY_NAMES[self]


CATEGORY_NAMES = {
    Category.BTE_AID: Sentence("BÖ-apparater"),
    Category.WIRELESS_ACCESSORY: Sentence("Trådlösa tillbehör"),
    Category.STREAMING: Sentence("Streamingprodukter"),
    Category.TV: Sentence("Tv-hjälpmedel"),
    Category.LOOP: Sentence("Slingor"),
    Category.AMPLIFIER: Sentence("Kommunikationsförstärkare"),
    Category.ALERTING: Sentence("Varseblivning"),
    Category.TRANSMISSION: Sentence("Transmissionssystem"),
    Category.CUSTOM_AID: Sentence("Allt-i-örat-apparater"),
    Category.EARMOULD: Sentence("Insatser"),
    Category.AID_ACCESSORY: Sentence("Tillbehör till hörapparat"),
    Category.BATTERY: Sentence("Batterier"),
    Category.OTHER: Sentence("Övrigt"),
}

HANDLED = frozenset(
    {
        Category.BTE_AID,
        Category.WIRELESS_ACCESSORY,
        Category.STREAMING,
        Category.TV,
        Category.LOOP,
        Category.AMPLIFIER,
        Category.ALERTING,
        Category.TRANSMISSION,
    }
)
