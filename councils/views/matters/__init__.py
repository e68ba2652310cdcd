"""Pages of matters 议题: the list, one matter and its way, sittings, procedures, suggestions."""
