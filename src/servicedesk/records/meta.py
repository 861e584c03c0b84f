"""The one MetaData that every table of the counter's file belongs to."""

from sqlalchemy import MetaData

metadata = MetaData()
