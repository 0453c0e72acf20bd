//! A type or a collation takes the place of another of its name.

use relvar_catalog::{
    QualifiedName,
    catalog::{ObjectId, TypeKind},
    ddl::{Item, Noun, qualified},
};

use crate::{
    part::{Part, What},
    plan::{
        create,
        form::Form,
        homes::{Key, Stage},
        step::Step,
    },
};

use super::Building;

impl Building<'_, '_> {
    /// A type takes the place of another.
    pub(super) fn swap(&mut self, old: &Part<'_>, new: &Part<'_>) {
        let Some((spare, qualified)) = create::spare_name(&[self.homes.from, self.homes.to], &old.id) else { return };
        let Some(Noun { name, .. }) = Noun::of(&old.id) else { return };
        let word = match &old.id {
            ObjectId::Collation(_) => "COLLATION",
            _ if old.attributes.get("kind").and_then(|kind| kind.as_str()) == Some("domain") => "DOMAIN",
            _ => "TYPE",
        };
        let keys = [Stage::Rename, Stage::Make, Stage::Finish].map(|stage| Key::new(stage, new));
        let [rename, make, finish] = keys;
        let mut steps = vec![Step::new(&old.id, Form::Rename, format!("ALTER {word} {name} RENAME TO {spare}"))];
        steps.extend(self.of_range(old, &spare));
        self.say(rename.clone(), steps);
        let within = self.within(new);
        let steps = create::create(self.homes.to, (new, &within), &mut self.diagnostics);
        self.say(make.clone(), steps);
        self.say(finish.clone(), vec![Step::new(&old.id, Form::Drop, format!("DROP {word} {qualified}"))]);
        self.wait(Some(make.clone()), Some(rename));
        self.wait(Some(finish), Some(make));
    }

    /// The names that come with a range type: its multirange type, and the functions that make values of both.
    fn of_range(&self, old: &Part<'_>, spare: &str) -> Vec<Step> {
        let What::Item(Item::Type(type_)) = old.what else { return Vec::new() };
        let TypeKind::Range(range) = &type_.kind else { return Vec::new() };
        let renamed = |sql: String| Step::new(&old.id, Form::Rename, sql);
        let function = |name: &QualifiedName, arguments: &str, spare: &str| {
            renamed(format!("ALTER FUNCTION {}({arguments}) RENAME TO {spare}", qualified(name)))
        };
        let subtype = &range.subtype.sql;
        let pair = format!("{subtype}, {subtype}");
        let mut steps =
            vec![function(&type_.name, &pair, spare), function(&type_.name, &format!("{pair}, text"), spare)];
        let sides = [self.homes.from, self.homes.to];
        if let Some(name) = self.homes.from.multirange(&old.id)
            && let Some((of_multirange, _)) = create::spare_name(&sides, &ObjectId::Type(name.clone()))
        {
            let schema = relvar_catalog::ddl::identifier(&type_.name.schema);
            steps.push(renamed(format!("ALTER TYPE {} RENAME TO {of_multirange}", qualified(name))));
            for arguments in [String::new(), format!("{schema}.{spare}"), format!("VARIADIC {schema}.{spare}[]")] {
                steps.push(function(name, &arguments, &of_multirange));
            }
        }
        steps
    }
}
