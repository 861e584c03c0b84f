"""HAND OVER: documents on paper: layout, PDF and ESC/POS, printers, the spooler and its ledger. No Qt."""
