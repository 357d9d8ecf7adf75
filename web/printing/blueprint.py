"""The blueprint of the printing pages, and what every template may ask about printing."""

from apiflask import APIBlueprint

from web.printing.chosen_printer import my_printer, my_printers, prints_of, prints_to_look_at

printing = APIBlueprint("printing", __name__, url_prefix="/utskrifter", enable_openapi=False)
printing.add_app_template_global(my_printer)
printing.add_app_template_global(my_printers)
printing.add_app_template_global(prints_of)
printing.add_app_template_global(prints_to_look_at)
