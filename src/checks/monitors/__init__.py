"""Monitors that detect when the guide is out of date: its links, its pictures, and its facts about the vendors."""
