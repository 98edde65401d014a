"""Notes and reports: checklists, periods and boundaries."""
