//! Who belongs together: buyers that share telephones and addresses.

use serde::{Deserialize, Serialize};

use super::generations::{Generations, Listed};

/// A node of the forest of sets; sums stand at roots.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Node {
    /// 0: it is a root.
    parent: u64,
    size: u32,
    returned: u32,
    found: u32,
}

/// What is known of a set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Ring {
    pub(crate) size: u32,
    pub(crate) returned: u32,
    pub(crate) found: u32,
}

/// Disjoint sets by size. A set whose root is forgotten falls apart, which is as it should be: nobody came back to it.
#[derive(Debug, Clone)]
pub(crate) struct Links {
    nodes: Generations<Node>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ListedLinks(Listed<Node>);

/// Sets joined by size are no deeper; a bound, so that what was forgotten in between makes no circle.
const DEEPEST: usize = 64;

impl Links {
    pub(crate) fn new(most: usize) -> Links {
        Links { nodes: Generations::new(most) }
    }

    fn root(&self, key: u64) -> u64 {
        let mut at = key;
        for _ in 0..DEEPEST {
            match self.nodes.get(at) {
                Some(node) if node.parent != 0 => at = node.parent,
                _ => return at,
            }
        }
        at
    }

    pub(crate) fn join(&mut self, one: u64, other: u64) {
        let (one, other) = (self.root(one), self.root(other));
        let size = |links: &mut Links, key: u64| {
            let node = links.nodes.touch(key);
            node.size = node.size.max(1);
            node.size
        };
        if one == other {
            size(self, one);
            return;
        }
        let (large, small) = match size(self, one) >= size(self, other) {
            true => (one, other),
            false => (other, one),
        };
        let below = *self.nodes.touch(small);
        self.nodes.touch(small).parent = large;
        let root = self.nodes.touch(large);
        root.parent = 0;
        root.size = root.size.saturating_add(below.size);
        root.returned = root.returned.saturating_add(below.returned);
        root.found = root.found.saturating_add(below.found);
    }

    pub(crate) fn mark(&mut self, key: u64, returned: u32, found: u32) {
        let root = self.root(key);
        let node = self.nodes.touch(root);
        node.size = node.size.max(1);
        node.returned = node.returned.saturating_add(returned);
        node.found = node.found.saturating_add(found);
    }

    /// Of the set of a key; nothing where it was never linked.
    pub(crate) fn ring(&self, key: u64) -> Option<Ring> {
        let node = self.nodes.get(self.root(key))?;
        Some(Ring { size: node.size, returned: node.returned, found: node.found })
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn listed(&self) -> ListedLinks {
        ListedLinks(self.nodes.listed())
    }

    pub(crate) fn from_listed(listed: ListedLinks, most: usize) -> Links {
        Links { nodes: Generations::from_listed(listed.0, most) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_shares_something_belongs_together() {
        let mut links = Links::new(1_000);
        links.join(1, 101);
        links.join(2, 102);
        links.mark(1, 1, 0);
        links.mark(2, 1, 1);
        assert_eq!(links.ring(1), Some(Ring { size: 2, returned: 1, found: 0 }));
        links.join(2, 101);
        let all = Some(Ring { size: 4, returned: 2, found: 1 });
        assert_eq!([1, 2, 101, 102].map(|it| links.ring(it)), [all; 4]);
        links.join(1, 2);
        assert_eq!(links.ring(1), all);
        assert_eq!(links.ring(3), None);
    }

    #[test]
    fn a_long_chain_is_one_ring_and_is_bounded() {
        let mut links = Links::new(500);
        (1..400).for_each(|key| links.join(key, key + 1));
        assert_eq!(links.ring(1).unwrap().size, 400);
        (1_000..9_000).for_each(|key| links.join(key, key + 1));
        assert!(links.len() <= 1_000);
        assert_eq!(links.ring(1), None);
    }
}
