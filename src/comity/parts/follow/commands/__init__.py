"""Commands to download sources, follow publishers and manage alerts."""
