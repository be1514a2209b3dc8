//! What is shared, written as if it were not.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// For `#[serde(with)]`: writes what is shared.
pub fn serialize<T: Serialize, S: Serializer>(value: &Arc<T>, serializer: S) -> Result<S::Ok, S::Error> {
    (**value).serialize(serializer)
}

/// Reads it back as one that nobody else has yet.
pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<T>, D::Error> {
    T::deserialize(deserializer).map(Arc::new)
}
