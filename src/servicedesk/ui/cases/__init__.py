"""Service slips: what was settled, refused or voided at this counter, and what can still be done with it."""
