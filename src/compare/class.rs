//! Class: the sorts of damage, and one piece of it.

/// A class of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A page that is not there any more.
    Url,
    /// An old address that led to a page and leads nowhere now.
    Redirect,
    /// A heading, or another place that links lead to, that has another id or is gone.
    Anchor,
    /// Words that are gone.
    Text,
    /// A link that is gone or leads elsewhere.
    Link,
    Image,
    /// A download, a feed or the like.
    File,
    /// A page that stood in the menu.
    Menu,
    /// From here on: different, and nothing lost.
    Spelling,
    RedirectTarget,
    Title,
    /// The same words or more, in another order.
    TextOrder,
    MenuPlace,
    MenuTitle,
    /// A page that was not there.
    Added,
}

impl Class {
    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Class::Url => "url-lost",
            Class::Redirect => "redirect-lost",
            Class::Anchor => "anchor-lost",
            Class::Text => "text-lost",
            Class::Link => "link-lost",
            Class::Image => "image-lost",
            Class::File => "file-lost",
            Class::Menu => "menu-lost",
            Class::Spelling => "url-spelling",
            Class::RedirectTarget => "redirect-changed",
            Class::Title => "title-changed",
            Class::TextOrder => "text-changed",
            Class::MenuPlace => "menu-moved",
            Class::MenuTitle => "menu-title-changed",
            Class::Added => "page-added",
        }
    }

    /// Whether readers lose something.
    pub fn is_loss(self) -> bool {
        self < Class::Spelling
    }
}

/// All classes, worst first.
pub const CLASSES: [Class; 15] = [
    Class::Url,
    Class::Redirect,
    Class::Anchor,
    Class::Text,
    Class::Link,
    Class::Image,
    Class::File,
    Class::Menu,
    Class::Spelling,
    Class::RedirectTarget,
    Class::Title,
    Class::TextOrder,
    Class::MenuPlace,
    Class::MenuTitle,
    Class::Added,
];

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    pub class: Class,
    /// The address of the old page, or what is gone.
    pub url: String,
    /// What was there.
    pub old: String,
    /// What is there now; empty if nothing is.
    pub new: String,
    /// What is probably meant now.
    pub near: Option<String>,
}
