"""SALES IN: a till's file becomes sales the desk can find; every record of it is accounted for."""

from servicedesk.desk.sales_import.fields import StoreTerms
from servicedesk.desk.sales_import.importing import PROFILES, import_sales

__all__ = ["PROFILES", "StoreTerms", "import_sales"]
