"""The engine: builds, trains and looks into networks with torch. Knows no process, socket or store."""
