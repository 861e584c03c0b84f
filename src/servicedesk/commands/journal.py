"""``journal verify``, ``journal export OUT.jsonl`` and ``rebuild --check``: the history proves itself."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servicedesk.commands.counter import counter_at, demand_outside, home_of, target_of, words_of, write_lines
from servicedesk.wording import N_

if TYPE_CHECKING:
    from servicedesk.records.journal import Recorded

_SOUND = N_("The journal is sound: {facts} facts, the last is number {seq} of incarnation {incarnation}, hash {hash}.")
_SAME = N_("The read tables are what {facts} facts say.")
_DIFFERENT = N_("Table {table}, {key}: the file says {live}, the facts say {folded}.")
_REBUILT = N_("The read tables were folded again from {facts} facts.")
_EXPORTED = N_("{facts} facts were written to {file}.")
_SALVAGED = N_(
    "{facts} facts could be read and were written to {file}; {lost} could not. The counter was left as it is."
)


def add_parsers(subparsers: Any) -> None:
    journal = subparsers.add_parser("journal")
    kinds = journal.add_subparsers(dest="what", required=True)
    kinds.add_parser("verify").set_defaults(run=verify)
    export = kinds.add_parser("export")
    export.add_argument("out", type=target_of)
    export.add_argument("--as", dest="as_staff", help="staff number; the PIN is asked for")
    export.set_defaults(run=export_facts)
    salvage = kinds.add_parser("salvage")
    salvage.add_argument("out", type=target_of)
    salvage.set_defaults(run=salvage_facts)
    rebuild = subparsers.add_parser("rebuild")
    rebuild.add_argument("--check", action="store_true")
    rebuild.set_defaults(run=rebuild_tables)


def verify(args: argparse.Namespace) -> int:
    """Exit 0 and one line when every record is what was recorded; a damaged file is told as an error (exit 1)."""
    from servicedesk.records import journal

    words = words_of(args)
    with counter_at(args) as desk:
        findings = desk.database.integrity_findings()
        if findings:
            from servicedesk.records.errors import StoreDamagedError

            raise StoreDamagedError(detail=findings[0])
        with desk.database.reading() as connection:
            facts, head = journal.verify(connection), journal.head(connection)
        incarnation = desk.identity.incarnation
    assert head is not None
    print(words(_SOUND, facts=facts, seq=head.seq, incarnation=incarnation, hash=head.hash[:16]))
    return 0


def export_facts(args: argparse.Namespace) -> int:
    """Facts as JSON lines: header and body. Personal parts only with ``--as`` and a PIN, which leaves facts: who
    signed in, and that they were shown."""
    from servicedesk.commands.counter import shown_to, signed_in_as
    from servicedesk.domain.staff import Permission
    from servicedesk.records import journal

    words = words_of(args)
    demand_outside(home_of(args), args.out)
    with counter_at(args) as desk:
        if args.as_staff is not None:
            shown_to(desk, signed_in_as(desk, args.as_staff, Permission.CUSTOMER_UNMASK), "journal export")
        with desk.database.reading() as connection:
            lines = _lines(journal.read(connection), with_personal=args.as_staff is not None)
            facts = write_lines(args.out, lines)
    print(words(_EXPORTED, facts=facts, file=args.out))
    return 0


def salvage_facts(args: argparse.Namespace) -> int:
    """What can still be read of a damaged counter, as ``export`` writes it and without personal parts; the counter's
    file is only read. Exit 1 when something could not be read."""
    import tempfile

    from servicedesk.records import salvage

    home, words = home_of(args), words_of(args)
    demand_outside(home, args.out)
    with tempfile.TemporaryDirectory(dir=args.out.parent, prefix=".salvage-") as scratch:
        found = salvage.salvage(home, Path(scratch))
        facts = write_lines(args.out, _lines(iter(found.facts), with_personal=False))
    print(words(_SALVAGED, facts=facts, file=args.out, lost=found.lost))
    return 1 if found.lost else 0


def _lines(facts: Iterator[Recorded], *, with_personal: bool) -> Iterator[bytes]:
    import msgspec

    encoder = msgspec.json.Encoder(order="sorted")
    for recorded in facts:
        line: dict[str, object] = {"header": recorded.header, "fact": recorded.fact}
        if with_personal:
            line["personal"] = dict(recorded.personal)
        yield encoder.encode(line)


def rebuild_tables(args: argparse.Namespace) -> int:
    """``--check``: fold again and compare, exit 1 with the first difference. Without it: put the tables right."""
    from servicedesk.records import journal, rebuild

    words = words_of(args)
    with counter_at(args) as desk:
        if not args.check:
            with desk.database.transaction() as connection:
                print(words(_REBUILT, facts=rebuild.refold(connection)))
            return 0
        with desk.database.reading() as connection:
            difference = rebuild.compare(connection)
            facts = journal.count(connection)
    if difference is None:
        print(words(_SAME, facts=facts))
        return 0
    shown = {"table": difference.table, "key": difference.key, "live": difference.live, "folded": difference.folded}
    print(words(_DIFFERENT, **shown), file=sys.stderr)
    return 1
