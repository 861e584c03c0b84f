"""How often one action waits for the disk, and how many bytes it writes (performance 3): counted, never timed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import Table
from tests.builders import closing, counter, done
from tests.records.customers import a_customer
from tests.records.syncs import counting

from servicedesk.desk import visits
from servicedesk.domain.visits import Source

CUSTOMERS = 40


def main() -> int:
    table = Table("Waiting for the disk")
    counts: dict[str, list[tuple[int, int]]] = {}
    checkpoints, fresh_log = 0, False
    with tempfile.TemporaryDirectory() as folder, counting() as calls, closing(counter(Path(folder))) as desk:
        done(visits.arrive(desk, desk.clerk, Source.KEY))
        for customer in range(CUSTOMERS):
            for name, action in a_customer(desk, customer):
                calls.reset()
                action()
                if not calls.file_syncs and not fresh_log:
                    counts.setdefault(name, []).append((calls.wal_syncs, calls.bytes_written))
                fresh_log = calls.file_syncs > 0
                checkpoints += fresh_log
    for name, taken in counts.items():
        syncs = sum(counted for counted, _size in taken) / len(taken)
        size = sum(written for _counted, written in taken) // len(taken)
        table.count(f"log syncs of “{name}”, {size} bytes written", syncs, "1", met=syncs == 1.0)
    met = f"{checkpoints} actions met a checkpoint"
    table.notes = [f"{CUSTOMERS} customers. {met} and are left out with the one after: both sync once or twice more."]
    return table.show()


if __name__ == "__main__":
    sys.exit(main())
