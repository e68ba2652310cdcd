"""Pure Python at the bottom of the house: time, periods, errors, canonical bytes. Imports no app, no Django."""
