"""Widgets that more than one screen shows; they post messages and reach for nobody."""
