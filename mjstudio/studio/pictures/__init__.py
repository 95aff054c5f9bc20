"""Pictures decoded, kept in memory and handed on."""
