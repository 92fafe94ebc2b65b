"""What admins read about texts on their way to people: faults, changes, previews, releases."""
