"""What the three rooms are made of: the tables of the floor, what is counted, the log, and the rules on both sides."""
