"""Delivery of alerts, one module per channel; an alert has the same id on every channel."""
