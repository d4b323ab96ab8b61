"""Figures, drawn with plotly and as SVG."""
