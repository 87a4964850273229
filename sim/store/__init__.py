"""Runs on disk: folders with manifests, Parquet tables, the bundle, and finding them again."""
