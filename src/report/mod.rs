//! Findings for people: on the terminal, in Chinese and English.

mod lang;

pub use lang::Lang;
