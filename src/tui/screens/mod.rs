//! PURE. The screens: the board, and an open session with its briefing.

pub(super) mod board;
pub(super) mod briefing;
pub(super) mod session;
