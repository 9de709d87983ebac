//! The wizard's parts: the key table, the theme, wrapping, Markdown, text fields.

mod editor;
mod keymap;
mod markdown;
mod theme;
mod wrap;
