"""What people write, as values: sums, days, months; nothing of how it is answered."""
