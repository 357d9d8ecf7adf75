"""Ten products that lie on the packing table, and where each of them has to end up."""

from dataclasses import dataclass
from pathlib import Path

from registry.verdict import VerdictKind
from tests.browser import demo, film


@dataclass(frozen=True)
class ManyProducts:
    """Six for the warehouse, one more of them in another article's box, two for one supplier, one unknown."""

    to_warehouse: tuple[film.Package, ...]
    wrong_box: film.Package
    to_supplier: tuple[film.Package, ...]
    unknown: film.Package

    @property
    def packages(self) -> tuple[film.Package, ...]:
        return (*self.to_warehouse, *self.to_supplier, self.unknown, self.wrong_box)

    @property
    def warehouse_serials(self) -> set[str]:
        return {serial_of(package) for package in (*self.to_warehouse, self.wrong_box)}

    @property
    def supplier_serials(self) -> set[str]:
        return {serial_of(package) for package in self.to_supplier}


def serial_of(package: film.Package) -> str:
    return package.serials[0]


def as_scanned(package: film.Package) -> str:
    """What a hand scanner types, and what stands in letters under the code."""
    return f"(01){package.gtin}(21){serial_of(package)}" if package.gtin else serial_of(package)


def many_products_in(database: Path) -> ManyProducts:
    """From the demo's register."""
    warehouse = [product for product in demo.products(database, VerdictKind.TO_WAREHOUSE) if product.gtin]
    supplier = [product for product in demo.products(database, VerdictKind.TO_SUPPLIER) if product.gtin]
    same = [product for product in supplier if product.supplier == supplier[0].supplier]
    *good, in_wrong_box = warehouse[:7]
    other = next(product for product in warehouse if product.article != in_wrong_box.article)
    return ManyProducts(
        to_warehouse=tuple(product.package for product in good),
        wrong_box=film.Package(other.supplier, other.article, other.gtin or "", (in_wrong_box.serial,)),
        to_supplier=tuple(product.package for product in same[:2]),
        unknown=film.Package("Okänd", "Okänd produkt", "", ("QX7731-UNKNOWN",)),
    )
