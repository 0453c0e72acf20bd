//! The templates, each with its name.

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;

use super::{SiteError, numbers};

/// Names and texts.
const TEMPLATES: [(&str, &str); 8] = [
    ("base.html", include_str!("templates/base.html")),
    ("frame.html", include_str!("templates/frame.html")),
    ("index.html", include_str!("templates/index.html")),
    ("lint.html", include_str!("templates/lint.html")),
    ("path.html", include_str!("templates/path.html")),
    ("relation.html", include_str!("templates/relation.html")),
    ("routines.html", include_str!("templates/routines.html")),
    ("types.html", include_str!("templates/types.html")),
];

pub(super) struct Templates(Environment<'static>);

impl Templates {
    pub(super) fn new() -> Self {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
            environment.set_syntax(syntax);
        }
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.add_filter("thousands", numbers::thousands);
        environment.set_loader(|name| {
            let text = TEMPLATES.iter().find(|(known, _)| *known == name);
            Ok(text.map(|(_, text)| (*text).to_owned()))
        });
        Self(environment)
    }

    pub(super) fn render(&self, name: &str, page: &impl Serialize) -> Result<String, SiteError> {
        let rendered = self.0.get_template(name).and_then(|template| template.render(Value::from(Serde(page))));
        rendered.map_err(|source| SiteError { page: name.to_owned(), source })
    }
}
