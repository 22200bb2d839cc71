"""`python -m sim` is the command `polyvalence`."""

from sim.cli import main

if __name__ == "__main__":
    main(prog_name="polyvalence")
