"""Pages of volunteers and activities: the office's, the public's, and a volunteer's own."""
