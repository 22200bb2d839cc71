"""Dates, public holidays, stretches of the year, hours over midnight, time zones."""
