"""A portfolio and a day become tables, statuses, explanations and sums."""
