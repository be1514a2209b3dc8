//! The limits of the development server: how much one client may send, and how long it may take.

use std::time::Duration;

/// Bytes of a request line; a longer one is answered with 414.
pub const REQUEST_LINE: usize = 8 * 1024;

/// Bytes of a whole head. Cookies of every program on `localhost` come along, so this is generous.
pub const HEAD: usize = 32 * 1024;

/// Header lines of one request.
pub const HEADERS: usize = 100;

/// From the first byte of a head to its last one.
pub const HEAD_TIME: Duration = Duration::from_secs(5);

/// A connection on which nothing is asked.
pub const IDLE_TIME: Duration = Duration::from_secs(15);

/// A client that takes no byte of its answer.
pub const STALL_TIME: Duration = Duration::from_secs(10);

/// After a refusal what the client still sends is read and thrown away, for this long and this much:
/// closing a socket that holds unread bytes would destroy the refusal on its way (RFC 9112, section 9.6).
pub const LINGER_TIME: Duration = Duration::from_millis(1500);
pub const LINGER_BYTES: usize = 4 * 1024 * 1024;

/// Open connections. Beyond it the one that is worth least makes room. One connection is one file
/// descriptor, and 1,024 is the usual limit of a process, whose build needs some too.
pub const CONNECTIONS: usize = 768;

/// Where the system allows fewer descriptors than that, this many are left to the rest of the program.
pub const SPARE_DESCRIPTORS: usize = 64;

/// Bytes written or read for one client before the others have their turn.
pub const TURN: usize = 1024 * 1024;

/// Answers handed on before new connections have their turn.
pub const COMMANDS: usize = 32;

/// Between two signs of life on the reload channel.
pub const BEAT: Duration = Duration::from_secs(15);

/// How often deadlines are looked at.
pub const SWEEP: Duration = Duration::from_millis(500);

/// After a stop, answers under way may still be finished.
pub const FAREWELL: Duration = Duration::from_secs(1);

/// Files on disk up to this size are read whole and get a strong ETag; larger ones are streamed.
pub const DISK_WHOLE: u64 = 8 * 1024 * 1024;

/// Text from this size on is worth compressing.
pub const GZIP_FROM: usize = 1024;

/// Compressed bytes that are remembered.
pub const GZIP_MEMORY: usize = 64 * 1024 * 1024;

/// Paths named in one event; beyond it a client is told everything of its kind may have changed.
pub const EVENT_PATHS: usize = 64;
