//! Singular forms of relation names.

/// Words whose singular the rules of the inflection crate get wrong, or whose plural is what people say of one:
/// plural, singular.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("atlas", "atlas"),
    ("axes", "axis"),
    ("basis", "basis"),
    ("bias", "bias"),
    ("caches", "cache"),
    ("canvas", "canvas"),
    ("canvases", "canvas"),
    ("chaos", "chaos"),
    ("cookies", "cookie"),
    ("data", "data"),
    ("economics", "economics"),
    ("excuses", "excuse"),
    ("gis", "gis"),
    ("gps", "gps"),
    ("gurus", "guru"),
    ("has", "has"),
    ("headaches", "headache"),
    ("https", "https"),
    ("ios", "ios"),
    ("its", "its"),
    ("jenkins", "jenkins"),
    ("kubernetes", "kubernetes"),
    ("lens", "lens"),
    ("lenses", "lens"),
    ("macos", "macos"),
    ("mathematics", "mathematics"),
    ("media", "media"),
    ("metadata", "metadata"),
    ("microfiches", "microfiche"),
    ("moustaches", "moustache"),
    ("niches", "niche"),
    ("oasis", "oasis"),
    ("physics", "physics"),
    ("pos", "pos"),
    ("postgres", "postgres"),
    ("redis", "redis"),
    ("sas", "sas"),
    ("selfies", "selfie"),
    ("sms", "sms"),
    ("species", "species"),
    ("tls", "tls"),
    ("vetoes", "veto"),
    ("was", "was"),
    ("yes", "yes"),
    ("aws", "aws"),
    ("css", "css"),
    ("dns", "dns"),
];

/// The singular of the last word of a name in snake case.
pub(super) fn singular(snake: &str) -> String {
    let body = snake.trim_end_matches('_');
    let start = body.rfind('_').map_or(0, |at| at + 1);
    let word = &body[start..];
    format!("{}{}{}", &body[..start], singular_word(word), &snake[body.len()..])
}

fn singular_word(word: &str) -> String {
    if word.len() < 3 || !word.is_ascii() {
        return word.to_owned();
    }
    match EXCEPTIONS.iter().find(|(plural, _)| *plural == word) {
        Some((_, singular)) => (*singular).to_owned(),
        None => pluralizer::pluralize(word, 1, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_becomes_singular() {
        let cases = "users user|statuses status|addresses address|categories category|news news|series series|data data\
            |movies movie|analyses analysis|indices index|bus bus|buses bus|people person|aliases alias|caches cache\
            |leases lease|databases database|queries query|abuse_events abuse_event|status status|class class|gas gas\
            |children child|media media|metadata metadata|species species|axes axis|houses house|purchases purchase\
            |expenses expense|licenses license|releases release|archives archive|us us|as as|is is|dns dns|lens lens\
            |user_data user_data|p_ci_builds p_ci_build|process process|news_items news_item|boxes box|matrices matrix\
            |vertices vertex|criteria criterion|heroes hero|quizzes quiz|keys key|cves cve|uses use|invoices invoice\
            |employees employee|film film|inventory inventory|foo_ foo_|users_ user_|s s\
            |gurus guru|physics physics|statistics statistic|analytics analytics|bonus bonus|campus campus";
        for case in cases.split('|') {
            let (plural, expected) = case.trim().split_once(' ').unwrap();
            assert_eq!(singular(plural), expected);
        }
    }
}
