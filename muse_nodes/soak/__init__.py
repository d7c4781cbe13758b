"""Endurance: a graph runs for hours while everything around it fails, and is watched meanwhile.

The nodes are the real ones. What fails is chosen by a seed (``plan``) and happens at a switchboard
that every node is made to ask (``board``, ``inject``); what goes out is compared pixel by pixel
with a room that is known (``footage``, ``leaks``).
"""
