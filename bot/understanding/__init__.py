"""What a person means: which topic a question is about, and which act its data calls for."""
