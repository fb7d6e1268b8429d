//! What a user could see of heshu, in one binary.

mod gold;
