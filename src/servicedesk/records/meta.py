"""The one MetaData that every table of the counter's file belongs to."""

from sqlalchemy import DDL, MetaData, Table, event

metadata = MetaData()


def with_word_index(table: Table, name: str) -> None:
    """Have an index of pieces of text (``domain.searching``) made beside the table that holds the texts.

    It keeps no text and no places, only which piece is in which row: what it finds is read in the table."""
    statement = (
        f"CREATE VIRTUAL TABLE {name} USING fts5(grams, content='', columnsize=0, detail='none', tokenize='ascii')"
    )
    event.listen(table, "after_create", DDL(statement))  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
