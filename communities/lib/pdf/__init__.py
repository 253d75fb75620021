"""Official papers as PDF: faces, the renderer child, long lists in parts, checks."""
