"""The tables a village brings along, and what they mean here. ``villagegov.sheets`` reads them."""
