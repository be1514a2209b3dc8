//! Diff: two texts as a unified diff, as `patch` and people read it.
//!
//! Source of the method: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986.

/// Lines that are shown around a change.
const CONTEXT: usize = 3;
/// Texts that differ in more lines are shown as replaced.
const MOST: usize = 1500;

/// A line of the one text, of the other, or of both.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Same,
    Old,
    New,
}

/// The difference of two texts, with headers that name `path`; empty if they are equal. A text that is created has no `old`.
pub fn unified(path: &str, old: Option<&str>, new: &str) -> String {
    if old == Some(new) {
        return String::new();
    }
    let a: Vec<&str> = old.unwrap_or("").split_inclusive('\n').collect();
    let b: Vec<&str> = new.split_inclusive('\n').collect();
    let steps = steps(&a, &b);
    let from = if old.is_some() { format!("a/{path}") } else { "/dev/null".to_string() };
    let mut out = format!("--- {from}\n+++ b/{path}\n");
    let mut at = 0;
    let (mut line_a, mut line_b) = (0, 0);
    while let Some(change) = steps[at..].iter().position(|step| *step != Step::Same).map(|next| at + next) {
        let start = change.saturating_sub(CONTEXT).max(at);
        line_a += start - at;
        line_b += start - at;
        let end = hunk_end(&steps, change);
        let count = |step: Step| steps[start..end].iter().filter(|own| **own == Step::Same || **own == step).count();
        let (old_lines, new_lines) = (count(Step::Old), count(Step::New));
        // An empty range stands behind the line that is named.
        let first = |line: usize, lines: usize| if lines == 0 { line } else { line + 1 };
        out.push_str(&format!(
            "@@ -{},{old_lines} +{},{new_lines} @@\n",
            first(line_a, old_lines),
            first(line_b, new_lines)
        ));
        for step in &steps[start..end] {
            let (mark, text) = match step {
                Step::Same => (' ', a[line_a]),
                Step::Old => ('-', a[line_a]),
                Step::New => ('+', b[line_b]),
            };
            line_a += usize::from(*step != Step::New);
            line_b += usize::from(*step != Step::Old);
            out.push(mark);
            out.push_str(text);
            if !text.ends_with('\n') {
                out.push_str("\n\\ No newline at end of file\n");
            }
        }
        at = end;
    }
    out
}

/// Where a hunk ends whose first change is at `change`: changes that are near belong to it.
fn hunk_end(steps: &[Step], change: usize) -> usize {
    let mut last = change;
    for (at, step) in steps.iter().enumerate().skip(change) {
        if *step != Step::Same {
            last = at;
        } else if at > last + 2 * CONTEXT {
            break;
        }
    }
    (last + 1 + CONTEXT).min(steps.len())
}

fn steps(a: &[&str], b: &[&str]) -> Vec<Step> {
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let rest = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let mut steps = vec![Step::Same; head];
    steps.extend(middle(&a[head..a.len() - tail], &b[head..b.len() - tail]));
    steps.extend(std::iter::repeat_n(Step::Same, tail));
    steps
}

/// The shortest way from `a` to `b`.
fn middle(a: &[&str], b: &[&str]) -> Vec<Step> {
    let replaced = || {
        let mut steps = vec![Step::Old; a.len()];
        steps.extend(std::iter::repeat_n(Step::New, b.len()));
        steps
    };
    let most = (a.len() + b.len()).min(MOST);
    let middle = most as isize + 1;
    // For each diagonal the furthest line of `a`; one picture for each number of differences.
    let mut furthest = vec![0isize; 2 * most + 3];
    let mut trace: Vec<Vec<isize>> = Vec::new();
    for d in 0..=most as isize {
        trace.push(furthest.clone());
        for k in (-d..=d).step_by(2) {
            let at = (middle + k) as usize;
            let down = k == -d || (k != d && furthest[at - 1] < furthest[at + 1]);
            let mut x = if down { furthest[at + 1] } else { furthest[at - 1] + 1 };
            while (x as usize) < a.len() && ((x - k) as usize) < b.len() && a[x as usize] == b[(x - k) as usize] {
                x += 1;
            }
            furthest[at] = x;
            if x as usize >= a.len() && (x - k) as usize >= b.len() {
                return back(&trace, a.len() as isize, b.len() as isize, middle);
            }
        }
    }
    replaced()
}

/// The way that was found, from its end.
fn back(trace: &[Vec<isize>], mut x: isize, mut y: isize, middle: isize) -> Vec<Step> {
    let mut steps = Vec::new();
    for (d, furthest) in trace.iter().enumerate().rev() {
        let d = d as isize;
        let k = x - y;
        let at = (middle + k) as usize;
        let down = k == -d || (k != d && furthest[at - 1] < furthest[at + 1]);
        let before_k = if down { k + 1 } else { k - 1 };
        let before_x = furthest[(middle + before_k) as usize];
        let before_y = before_x - before_k;
        while x > before_x && y > before_y && x > 0 && y > 0 {
            steps.push(Step::Same);
            x -= 1;
            y -= 1;
        }
        if d > 0 {
            steps.push(if down { Step::New } else { Step::Old });
            x = before_x;
            y = before_y;
        }
    }
    steps.reverse();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_changes_share_a_hunk_and_far_ones_do_not() {
        let old: String = (1..=20).map(|line| format!("{line}\n")).collect();
        let new = old.replace("3\n4\n", "three\n4\n").replace("17\n", "17\n17a\n");
        assert_eq!(
            unified("a.md", Some(&old), &new),
            "--- a/a.md\n+++ b/a.md\n@@ -1,6 +1,6 @@\n 1\n 2\n-3\n+three\n 4\n 5\n 6\n@@ -15,6 +15,7 @@\n 15\n 16\n 17\n+17a\n 18\n 19\n 20\n"
        );
    }

    #[test]
    fn ends_without_a_line_ending_are_told() {
        assert_eq!(
            unified("a", Some("x"), "x\n"),
            "--- a/a\n+++ b/a\n@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+x\n"
        );
        assert_eq!(unified("a", None, "x\n"), "--- /dev/null\n+++ b/a\n@@ -0,0 +1,1 @@\n+x\n");
        assert_eq!(unified("a", Some("x"), "x"), "");
    }

    #[test]
    fn the_steps_lead_from_the_one_to_the_other() {
        // A simple generator: the same texts in every run.
        let mut seed = 7u32;
        let mut next = |most: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % most
        };
        for _ in 0..300 {
            let mut text = || (0..next(12)).map(|_| ["a\n", "b\n", "c\n"][next(3) as usize]).collect::<Vec<_>>();
            let (a, b) = (text(), text());
            let (mut x, mut y) = (Vec::new(), Vec::new());
            for step in steps(&a, &b) {
                if step != Step::New {
                    x.push(a[x.len()]);
                }
                if step != Step::Old {
                    y.push(b[y.len()]);
                }
                if step == Step::Same {
                    assert_eq!(x.last(), y.last());
                }
            }
            assert_eq!((x, y), (a, b));
        }
    }
}
