"""Scenario → Plan: the one place where names become integers. `build` is its front door."""
