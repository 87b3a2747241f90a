"""The archive for assistants: four tools over the Model Context Protocol (MCP), which only read."""
