"""The only code that writes a portfolio: authorise, lock, compare, replace, recover, record."""
