//! DISK. What the tests of the journal share: small sessions, and a disk that fails when told to.
