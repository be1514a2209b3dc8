//! Glob: which paths a pattern means: `*` within one part, `**` over any number of parts, `?` for one character.

/// Whether a pattern means a path. A pattern that names a folder means all that is in it.
pub fn fits(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    let parts: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    // Which numbers of parts of the path the pattern read so far can cover.
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    for part in parts {
        let mut next = vec![false; path.len() + 1];
        if part == "**" {
            let mut any = false;
            for (here, there) in reached.iter().zip(next.iter_mut()) {
                any |= here;
                *there = any;
            }
        } else {
            for (at, own) in path.iter().enumerate() {
                next[at + 1] = reached[at] && part_fits(part, own);
            }
        }
        reached = next;
    }
    // Covered wholly, or up to a folder.
    reached.iter().skip(1).any(|&covered| covered)
}

/// One part, in time that grows with the product of the lengths.
fn part_fits(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                p = at + 1;
                t = from + 1;
            }
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_paths() {
        for (pattern, path, means) in [
            ("content/a.md", "content/a.md", true),
            ("content/*.md", "content/a.md", true),
            ("content/*.md", "content/b/a.md", false),
            ("content/**", "content/b/a.md", true),
            ("**/a.md", "content/b/a.md", true),
            ("**/a.md", "a.md", true),
            ("content/04-*/**/x?.md", "content/04-test/b/c/x1.md", true),
            ("content/04-*/", "content/04-test/b.md", true),
            ("content/b", "content/bc.md", false),
            ("a*b*c", "aXbXbc", true),
            ("*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ] {
            assert_eq!(fits(pattern, path), means, "{pattern} {path}");
        }
    }
}
