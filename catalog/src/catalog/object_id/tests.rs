//! Identities and their texts.

use proptest::prelude::*;

use super::*;

/// What PostgreSQL takes as a name: any text that is not empty.
fn identifier() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_][a-z0-9_]{0,8}",
        "[a-zA-Z0-9 .,()\"'$*é\\-]{1,10}",
        any::<String>().prop_filter("names are not empty and hold no NUL", |s| !s.is_empty() && !s.contains('\0')),
        Just("x on public.y".to_owned()),
        Just("public".to_owned()),
        Just("\" as \"".to_owned()),
    ]
}

fn name() -> impl Strategy<Value = QualifiedName> {
    (identifier(), identifier()).prop_map(|(schema, name)| QualifiedName { schema, name })
}

/// Types as `format_type` writes them.
fn type_() -> impl Strategy<Value = TypeRef> {
    let own = (name(), any::<bool>()).prop_map(|(name, array)| {
        let array = if array { "[]" } else { "" };
        TypeRef::parse(format!("{}{array}", name.to_sql()))
    });
    let built_in =
        prop::sample::select(vec!["integer", "timestamp(3) without time zone", "numeric(10,2)[]", "\"char\""]);
    prop_oneof![own, built_in.prop_map(TypeRef::parse)]
}

fn boxed_type() -> impl Strategy<Value = Box<TypeRef>> {
    type_().prop_map(Box::new)
}

fn role() -> impl Strategy<Value = Grantee> {
    // The name of a role cannot be that of PUBLIC.
    let named = identifier().prop_filter("reserved", |name| name != "public").prop_map(Grantee::Role);
    prop_oneof![Just(Grantee::Public), named]
}

fn leaf() -> impl Strategy<Value = ObjectId> {
    let alone = (identifier(), 0..10_usize).prop_map(|(name, kind)| {
        let kinds: [fn(String) -> ObjectId; 10] = [
            ObjectId::Schema,
            ObjectId::Extension,
            ObjectId::AccessMethod,
            ObjectId::Publication,
            ObjectId::Subscription,
            ObjectId::EventTrigger,
            ObjectId::Language,
            ObjectId::ForeignDataWrapper,
            ObjectId::Server,
            ObjectId::Role,
        ];
        kinds[kind](name)
    });
    let qualified = (name(), 0..10_usize).prop_map(|(name, kind)| {
        let kinds: [fn(QualifiedName) -> ObjectId; 10] = [
            ObjectId::Index,
            ObjectId::Type,
            ObjectId::Sequence,
            ObjectId::Collation,
            ObjectId::Conversion,
            ObjectId::TextSearchConfiguration,
            ObjectId::TextSearchDictionary,
            ObjectId::TextSearchParser,
            ObjectId::TextSearchTemplate,
            ObjectId::Statistics,
        ];
        kinds[kind](name)
    });
    let within = (name(), identifier(), 0..9_usize).prop_map(|(relation, name, kind)| match kind {
        0 => ObjectId::Column { relation, name },
        1 => ObjectId::Default { relation, column: name },
        2 => ObjectId::Constraint { relation, name },
        3 => ObjectId::DomainConstraint { domain: relation, name },
        4 => ObjectId::Trigger { relation, name },
        5 => ObjectId::Rule { relation, name },
        6 => ObjectId::Policy { relation, name },
        7 => ObjectId::OperatorClass { name: relation, method: name },
        _ => ObjectId::OperatorFamily { name: relation, method: name },
    });
    let relation = (prop::sample::select(RelationKind::ALL.to_vec()), name());
    let routine = (prop::sample::select(RoutineKind::ALL.to_vec()), name(), prop::collection::vec(type_(), 0..4));
    let operand = || prop::option::of(boxed_type());
    let operator = (identifier(), "[-+*/<>=~!@#%^&|`?]{1,4}", operand(), operand());
    let scope = prop_oneof![
        Just(SettingsScope::Database),
        identifier().prop_map(SettingsScope::Role),
        identifier().prop_map(SettingsScope::RoleInDatabase),
    ];
    let classes = prop::sample::select(ObjectClass::ALL.to_vec());
    prop_oneof![
        alone,
        qualified,
        within,
        relation.prop_map(|(kind, name)| ObjectId::Relation { kind, name }),
        routine.prop_map(|(kind, name, arguments)| ObjectId::Routine { kind, name, arguments }),
        (boxed_type(), boxed_type()).prop_map(|(source, target)| ObjectId::Cast { source, target }),
        operator.prop_map(|(schema, name, left, right)| {
            ObjectId::Operator { name: QualifiedName { schema, name }, left, right }
        }),
        (boxed_type(), identifier()).prop_map(|(type_, language)| ObjectId::Transform { type_, language }),
        (role(), identifier()).prop_map(|(role, server)| ObjectId::UserMapping { role, server }),
        scope.prop_map(ObjectId::Settings),
        (identifier(), classes, prop::option::of(identifier()))
            .prop_map(|(role, objects, schema)| ObjectId::DefaultPrivileges { role, objects, schema }),
    ]
}

fn object() -> impl Strategy<Value = ObjectId> {
    leaf().prop_recursive(2, 4, 1, |inner| {
        prop_oneof![
            inner.clone().prop_map(|object| ObjectId::Privileges(Box::new(object))),
            inner.clone().prop_map(|object| ObjectId::Comment(Box::new(object))),
            (identifier(), inner)
                .prop_map(|(provider, object)| { ObjectId::SecurityLabel { provider, object: Box::new(object) } }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn identities_survive_their_text(id in object()) {
        prop_assert_eq!(id.to_string().parse::<ObjectId>(), Ok(id));
    }

    #[test]
    fn no_text_is_a_panic(text in any::<String>(), kind in object()) {
        let _ = text.parse::<ObjectId>();
        let _ = format!("{} {text}", kind.kind()).parse::<ObjectId>();
    }
}

#[test]
fn people_write_them_so() {
    for text in [
        "schema public",
        "table public.film",
        "materialized view sales.\"Totals\"",
        "column public.film.title",
        "function public.rank(integer, text[])",
        "window function public.w()",
        "operator public.@@(integer, none)",
        "cast (public.a as timestamp without time zone)",
        "constraint film_check on public.film",
        "domain constraint year_check on public.year",
        "operator class public.by_size using btree",
        "default privileges of bob for tables in schema sales",
        "comment on column public.film.title",
        "user mapping for public server far",
    ] {
        assert_eq!(text.parse::<ObjectId>().map(|id| id.to_string()).as_deref(), Ok(text));
    }
    assert_eq!("function a.f(integer,text)".parse::<ObjectId>(), "function a.f(integer, text)".parse::<ObjectId>());
    for text in ["", "table", "table film", "table a.b.c", "tables a.b", "function a.f", "function a.f(", "column a.b"]
    {
        assert!(text.parse::<ObjectId>().is_err(), "{text}");
    }
}
