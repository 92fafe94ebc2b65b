"""Plans: the rows that would exist if something happened, asked of the same `status`."""
