"""Tables beside the scenario file: CSV files of the week, of dates, of recorded contacts, of measured durations."""
