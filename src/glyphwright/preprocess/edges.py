"""A page → a picture of its edges, to look at."""

from dataclasses import replace

from glyphwright.stages import PageImage


def draw_edges(image: PageImage) -> PageImage:
    """Black where the page changes abruptly, white elsewhere (Canny 1986, with Otsu's threshold as the higher one)."""
    import cv2

    grey = image.grey
    high, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    edges = cv2.bitwise_not(cv2.Canny(grey, high / 2, high))
    return replace(image, pixels=cv2.cvtColor(edges, cv2.COLOR_GRAY2RGB))
