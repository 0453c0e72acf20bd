//! What a name means: `head`, `heads`, `base`, an id or its beginning, a label, and each of them within a branch.

use super::{Edges, History, HistoryError, Place};

/// A name without its branch.
pub(super) struct Named<'a> {
    names: Vec<String>,
    branch: Option<&'a str>,
}

impl History {
    /// The revisions that a name means: none for `base`, several for `heads`.
    pub fn resolve(&self, name: &str) -> Result<Vec<&str>, HistoryError> {
        let places = self.places(Some(name))?;
        Ok(places
            .into_iter()
            .filter_map(|place| if let Place::At(at) = place { Some(self.id(at)) } else { None })
            .collect())
    }

    /// The one revision that a name means; `None` for `base`.
    pub fn resolve_one(&self, name: &str) -> Result<Option<&str>, HistoryError> {
        Ok(match self.place(Some(name))? {
            Place::At(at) => Some(self.id(at)),
            Place::Base | Place::Nowhere => None,
        })
    }

    /// What a name means; several revisions in the case of `heads`.
    pub(super) fn places(&self, name: Option<&str>) -> Result<Vec<Place>, HistoryError> {
        let Named { names, branch } = self.named(name)?;
        if let [only] = &names[..]
            && let Ok(steps) = only.parse::<i64>()
            && steps < 0
        {
            let mut heads = self.all_places(&self.owned(self.real_heads.iter().copied()))?;
            if let Some(branch) = branch {
                heads.retain(|head| matches!(head, Place::At(at) if self.nodes[*at].labels.contains(branch)));
            }
            return heads.into_iter().map(|head| self.walk(head, steps, None, true)).collect();
        }
        names.iter().map(|name| self.identified(Some(name), branch)).collect()
    }

    /// What several names mean.
    pub(super) fn all_places(&self, names: &[String]) -> Result<Vec<Place>, HistoryError> {
        let mut places = Vec::new();
        for name in names {
            places.extend(self.places(Some(name))?);
        }
        Ok(places)
    }

    /// What a name means, if it is one revision.
    pub(super) fn place(&self, name: Option<&str>) -> Result<Place, HistoryError> {
        let Named { names, branch } = self.named(name)?;
        if names.len() > 1 {
            return Err(HistoryError::SeveralHeads { argument: name.unwrap_or_default().to_owned(), heads: names });
        }
        self.identified(names.first().map(String::as_str), branch)
    }

    /// Symbols are replaced by what they mean.
    pub(super) fn named<'a>(&self, name: Option<&'a str>) -> Result<Named<'a>, HistoryError> {
        let (branch, name) = match name.and_then(|name| name.split_once('@')) {
            Some((branch, rest)) => (Some(branch), Some(rest)),
            None => (None, name),
        };
        let within = branch.filter(|branch| !branch.is_empty());
        let names = match name {
            Some("heads") => match within {
                Some(branch) => self.owned(self.in_lineage(&self.heads, branch, Edges::Parents)?),
                None => self.owned(self.real_heads.iter().copied()),
            },
            Some("head") => self.only_head(within)?.into_iter().collect(),
            Some("base") | None => Vec::new(),
            Some(name) => vec![name.to_owned()],
        };
        Ok(Named { names, branch })
    }

    /// The head, if there is one only.
    fn only_head(&self, branch: Option<&str>) -> Result<Option<String>, HistoryError> {
        let heads = match branch {
            Some(branch) => self.in_lineage(&self.heads, branch, Edges::Parents)?,
            None => self.heads.clone(),
        };
        match heads[..] {
            [] => Ok(None),
            [head] => Ok(Some(self.id(head).to_owned())),
            _ => {
                let argument = branch.map_or_else(|| "head".to_owned(), |branch| format!("{branch}@head"));
                Err(HistoryError::SeveralHeads { argument, heads: self.owned(heads) })
            }
        }
    }

    /// The revision that a label or an id begins, by itself.
    pub(super) fn branch(&self, label: &str) -> Result<usize, HistoryError> {
        match self.by_name.get(label) {
            Some(at) => Ok(*at),
            None => match self.identified(Some(label), None)? {
                Place::At(at) => Ok(at),
                Place::Nowhere | Place::Base => Err(HistoryError::Unknown { name: label.to_owned() }),
            },
        }
    }

    /// An id, a label or the beginning of one, which must be in the branch.
    pub(super) fn identified(&self, name: Option<&str>, branch: Option<&str>) -> Result<Place, HistoryError> {
        let branch = match branch.filter(|branch| !branch.is_empty()) {
            Some(branch) => Some((branch, self.branch(branch)?)),
            None => None,
        };
        let Some(name) = name else { return Ok(Place::Nowhere) };
        let at = match self.by_name.get(name) {
            Some(at) => *at,
            None => self.by_prefix(name, branch.map(|(label, _)| label))?,
        };
        if let Some((label, head)) = branch
            && !self.shares_lineage(at, &[head], Edges::Parents)
        {
            return Err(HistoryError::NotInBranch { id: self.id(at).to_owned(), branch: label.to_owned() });
        }
        Ok(Place::At(at))
    }

    fn by_prefix(&self, prefix: &str, branch: Option<&str>) -> Result<usize, HistoryError> {
        let unknown = || HistoryError::Unknown { name: prefix.to_owned() };
        if prefix.is_empty() {
            return Err(unknown());
        }
        let long = |name: &str| name.chars().count() > 3;
        let mut matches: Vec<_> =
            self.names.iter().filter(|(name, _)| long(name) && name.starts_with(prefix)).collect();
        if let Some(branch) = branch {
            let within =
                self.in_lineage(&matches.iter().map(|(_, at)| *at).collect::<Vec<_>>(), branch, Edges::Parents)?;
            matches.retain(|(_, at)| within.contains(at));
        }
        match matches[..] {
            [] => Err(unknown()),
            [(_, at)] => Ok(*at),
            _ => {
                let matches = matches.iter().map(|(name, _)| name.clone()).collect();
                Err(HistoryError::SeveralMatch { prefix: prefix.to_owned(), matches })
            }
        }
    }

    /// Those of the targets that are above or below what a name means; all of them if it means nothing.
    pub(super) fn in_lineage(&self, targets: &[usize], name: &str, edges: Edges) -> Result<Vec<usize>, HistoryError> {
        let Named { names, branch } = self.named(Some(name))?;
        let names = branch.filter(|branch| !branch.is_empty()).into_iter().map(str::to_owned).chain(names);
        let mut others = Vec::new();
        for name in names.collect::<Vec<_>>() {
            // Only asked for when there is something to ask of.
            if targets.is_empty() {
                return Ok(Vec::new());
            }
            if let Place::At(at) = self.identified(Some(&name), None)? {
                others.push(at);
            }
        }
        Ok(targets.iter().copied().filter(|at| self.shares_lineage(*at, &others, edges)).collect())
    }

    /// Whether a revision is above, below or one of the others; true if there are none.
    pub(super) fn shares_lineage(&self, at: usize, others: &[usize], edges: Edges) -> bool {
        if others.is_empty() {
            return true;
        }
        let hit = |nodes: Vec<usize>| nodes.iter().any(|node| others.contains(node));
        hit(self.descendants([at], edges)) || hit(self.ancestors([at], edges))
    }
}
