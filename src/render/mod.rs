//! From views to rendered pages: `(&View, &Theme) -> Rendered`. Nothing here sees how the site was assembled.

pub mod search;
