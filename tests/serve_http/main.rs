//! The development server through its public door, spoken to over plain sockets on loopback.

mod attacks;
mod crowd;
mod files;
mod reload;
mod support;
mod watching;
