"""Files as Swedish offices make them, into the register."""

from registry.imports import job_lock, jobs, stored_files
from registry.imports.columns.mapping import ColumnMapping
from registry.imports.columns.profiles import get_profile, profiles, save_profile
from registry.imports.fields import FIELDS, KIND_NAMES, Field
from registry.imports.followers import Imported, follow_device_imports, watch_imports
from registry.imports.problem import FileProblem, RowProblem
from registry.imports.report import Counts, Report
from registry.imports.run import Choices, Preview, import_file, preview

__all__ = [
    "FIELDS",
    "KIND_NAMES",
    "Choices",
    "ColumnMapping",
    "Counts",
    "Field",
    "FileProblem",
    "Imported",
    "Preview",
    "Report",
    "RowProblem",
    "follow_device_imports",
    "get_profile",
    "import_file",
    "job_lock",
    "jobs",
    "preview",
    "profiles",
    "save_profile",
    "stored_files",
    "watch_imports",
]
