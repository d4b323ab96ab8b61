"""The dashboard as an ASGI application, which `tracker serve` runs."""

import streamlit as st

from tracker.app import gate

app = st.App("dashboard.py", middleware=gate.MIDDLEWARE, lifespan=gate.lifespan)
