"""Looking after the store: erasing, retention, copies."""
