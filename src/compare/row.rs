//! Row: which numbers of a row rise with the others; those that do not are out of place.

/// Whether each number belongs to the longest row that rises.
pub fn rises(numbers: &[usize]) -> Vec<bool> {
    // For each length the place of the smallest number that ends a row of it, and for each place the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|&end| numbers[end] < *number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length < ends.len() {
            ends[length] = at;
        } else {
            ends.push(at);
        }
    }
    let mut rising = vec![false; numbers.len()];
    let mut at = ends.last().copied();
    while let Some(place) = at {
        rising[place] = true;
        at = before[place];
    }
    rising
}
