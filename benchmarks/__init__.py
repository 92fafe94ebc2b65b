"""How long things take, always beside a floor measured in the same run. Nothing passes or fails."""
