"""Pure decisions: old state, new facts, time and settings in, a verdict out; no network, database or clock."""
