"""Printed labels and the concepts they stand for."""
