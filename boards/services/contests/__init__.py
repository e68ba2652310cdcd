"""Contests 评比, from the titles a village gives to the certificates."""
