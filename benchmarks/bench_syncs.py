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
    counts: dict[str, list[tuple[int, int, int]]] = {}
    with tempfile.TemporaryDirectory() as folder, counting() as calls, closing(counter(Path(folder))) as desk:
        done(visits.arrive(desk, desk.clerk, Source.KEY))
        for customer in range(CUSTOMERS):
            for name, action in a_customer(desk, customer):
                calls.reset()
                action()
                counts.setdefault(name, []).append((calls.wal_syncs, calls.file_syncs, calls.bytes_written))
    for name, every in counts.items():
        taken = [one for one in every if not one[1]]
        syncs = sum(wal for wal, _file, _bytes in taken) / len(taken)
        size = sum(written for _wal, _file, written in taken) // len(taken)
        table.count(f"log syncs of “{name}”, {size} bytes written", syncs, "1", met=round(syncs, 3) == 1.0)
    checkpoints = sum(file > 0 for taken in counts.values() for _wal, file, _bytes in taken)
    met = f"{checkpoints} of {CUSTOMERS * len(counts)} actions met a checkpoint"
    table.notes = [f"{CUSTOMERS} customers. {met}, which syncs the file and the log once more; they are left out."]
    return table.show()


if __name__ == "__main__":
    sys.exit(main())
