//! Fit: what stays for long is moved to memory of its own size.
//!
//! An allocator may take a request for less room as done while half of the room is used; ours does. So a list that grew, or was
//! made with room to spare, and is kept until the site is published, is copied where the copy is clearly smaller.

/// Moves the entries to memory that they fill, if more than an eighth of it would be spare: sizes of blocks are as far apart.
pub fn fit<T>(list: &mut Vec<T>) {
    if list.capacity() > list.len() + list.len() / 8 {
        let mut own = Vec::with_capacity(list.len());
        own.append(list);
        *list = own;
    }
}

/// The same for a text.
pub fn fit_text(text: &mut String) {
    if text.capacity() > text.len() + text.len() / 8 {
        *text = text.as_str().to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_to_spare_is_given_back() {
        let mut list: Vec<u64> = Vec::with_capacity(15);
        list.extend(0..10);
        let mut text = String::with_capacity(150);
        text.push_str(&"x".repeat(100));
        fit(&mut list);
        fit_text(&mut text);
        assert_eq!((list.capacity(), text.capacity()), (10, 100));
        assert!(list.iter().copied().eq(0..10) && text.len() == 100);
        let (before, room) = (list.as_ptr(), list.capacity());
        fit(&mut list);
        assert_eq!((list.as_ptr(), list.capacity()), (before, room));
    }
}
