//! The query for objects of the rarer kinds: a part for each kind of which there are any.

use super::lines::Server;

/// The parts, in no particular order.
const PARTS: [&str; 19] = [
    include_str!("sql/others/access_methods.sql"),
    include_str!("sql/others/casts.sql"),
    include_str!("sql/others/collations.sql"),
    include_str!("sql/others/conversions.sql"),
    include_str!("sql/others/event_triggers.sql"),
    include_str!("sql/others/foreign_data_wrappers.sql"),
    include_str!("sql/others/languages.sql"),
    include_str!("sql/others/operator_classes.sql"),
    include_str!("sql/others/operators.sql"),
    include_str!("sql/others/publications.sql"),
    include_str!("sql/others/servers.sql"),
    include_str!("sql/others/statistics.sql"),
    include_str!("sql/others/subscriptions.sql"),
    include_str!("sql/others/text_search_configurations.sql"),
    include_str!("sql/others/text_search_dictionaries.sql"),
    include_str!("sql/others/text_search_parsers.sql"),
    include_str!("sql/others/text_search_templates.sql"),
    include_str!("sql/others/transforms.sql"),
    include_str!("sql/others/user_mappings.sql"),
];

/// The line that the parts stand for.
const PLACE: &str = "    -- the files of the folder `others`\n";

/// The query, which is `sql`, with its parts; nothing if there is no such object.
pub(super) fn query(sql: &str, server: &Server) -> Option<String> {
    let parts: Vec<_> =
        PARTS.iter().filter_map(|part| server.query(part)).map(|part| format!("UNION ALL\n{part}")).collect();
    let frame = server.query(sql).filter(|_| !parts.is_empty())?;
    Some(frame.replace(PLACE, &parts.concat()))
}
