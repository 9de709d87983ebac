//! PURE. stub
