"""The photos: lists, previews, orders and transfers, and the screen over them."""

from tui.screens.photos.screen import PhotosScreen

__all__ = ["PhotosScreen"]
