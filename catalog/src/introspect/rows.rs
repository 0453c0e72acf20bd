//! The rows of the queries in `sql/`, one struct a query, and how they are fetched.
//!
//! Columns are decoded by position: the fields stand in the order of the query's columns.

use futures_util::TryStreamExt as _;
use tokio::try_join;
use tokio_postgres::{Row, Transaction};

use super::{
    IntrospectError,
    codes::{ConstraintCode, DependencyCode, GeneratedCode, ModeCode, TypeCode},
    lines::Server,
    others,
};
use crate::catalog::{
    Compression, Firing, Identity, MatchType, ObjectClass, Parallel, PartitionStrategy, Persistence, PolicyCommand,
    PrivilegeType, ReferentialAction, RelationKind, ReplicaIdentity, RoutineKind, RuleEvent, Storage, Volatility,
};

/// Declares `Rows`, with a list and a row type for each query, and `fetch`.
macro_rules! queries {
    ($($list:ident: $Row:ident { $($field:ident: $Type:ty),* $(,)? })*) => {
        $(
            #[doc = concat!("A row of `sql/", stringify!($list), ".sql`.")]
            #[derive(Clone, Debug)]
            pub(super) struct $Row { $(pub(super) $field: $Type),* }

            impl $Row {
                fn decode(row: &Row) -> Result<Self, tokio_postgres::Error> {
                    let mut position = 0..;
                    let mut next = || position.next().unwrap_or(usize::MAX);
                    Ok(Self { $($field: row.try_get(next())?),* })
                }
            }
        )*

        /// All rows, in no particular order.
        #[derive(Clone, Debug, Default)]
        pub(super) struct Rows { $(pub(super) $list: Vec<$Row>),* }

        #[cfg(all(test, feature = "scratch"))]
        impl Rows {
            /// The same rows in another order.
            pub(super) fn shuffle(&mut self, mut random: impl FnMut(usize) -> usize) {
                $(
                    for last in (1..self.$list.len()).rev() {
                        self.$list.swap(last, random(last + 1));
                    }
                )*
            }
        }

        /// Runs the queries of a scope, all sent before the first answer is awaited.
        pub(super) async fn fetch(
            transaction: &Transaction<'_>,
            server: &Server,
            scope: Scope,
        ) -> Result<Rows, IntrospectError> {
            $(
                let $list = async {
                    let sql = include_str!(concat!("sql/", stringify!($list), ".sql"));
                    let Some(sql) = question(stringify!($list), sql, (server, scope)) else { return Ok(Vec::new()) };
                    list(transaction, &sql, $Row::decode)
                        .await
                        .map_err(|error| IntrospectError::Query { what: stringify!($list), source: error.into() })
                };
            )*
            let ($($list),*) = try_join!($($list),*)?;
            Ok(Rows { $($list),* })
        }
    };
}

/// Which queries are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// All.
    Whole,
    /// Those that say which relations there are, with their columns and comments.
    Relations,
}

impl Scope {
    fn has(self, query: &str) -> bool {
        const RELATIONS: [&str; 7] =
            ["schemas", "extensions", "members", "relations", "columns", "inheritance", "descriptions"];
        self == Self::Whole || RELATIONS.contains(&query)
    }
}

/// What to ask for a list; nothing if the answer is not wanted, or known to be empty.
fn question(list: &str, sql: &str, (server, scope): (&Server, Scope)) -> Option<String> {
    match list {
        list if !scope.has(list) => None,
        "others" => others::query(sql, server),
        _ => server.query(sql),
    }
}

async fn list<T>(
    transaction: &Transaction<'_>,
    sql: &str,
    decode: impl Fn(&Row) -> Result<T, tokio_postgres::Error>,
) -> Result<Vec<T>, tokio_postgres::Error> {
    let none: [(&str, tokio_postgres::types::Type); 0] = [];
    let rows = transaction.query_typed_raw(sql, none).await?;
    let mut rows = std::pin::pin!(rows);
    let mut list = Vec::new();
    while let Some(row) = rows.try_next().await? {
        list.push(decode(&row)?);
    }
    Ok(list)
}

queries! {
    schemas: SchemaRow { oid: u32, name: String, owner: String, usable: bool }
    extensions: ExtensionRow {
        oid: u32,
        name: String,
        schema: String,
        version: String,
        configuration_schemas: Option<Vec<String>>,
        configuration_names: Option<Vec<String>>,
        configuration_conditions: Option<Vec<String>>,
    }
    members: MemberRow { class: u32, object: u32, extension: u32 }
    collations: CollationRow { oid: u32, schema: String, name: String }
    operator_classes: OperatorClassRow { oid: u32, schema: String, name: String, is_default: bool }
    relations: RelationRow {
        oid: u32,
        schema: String,
        name: String,
        kind: RelationKind,
        owner: String,
        persistence: Persistence,
        row_security: bool,
        force_row_security: bool,
        replica_identity: Option<ReplicaIdentity>,
        options: Option<Vec<String>>,
        toast_options: Option<Vec<String>>,
        query: Option<String>,
        unpopulated: bool,
        partition_strategy: Option<PartitionStrategy>,
        partition_columns: Option<Vec<i16>>,
        partition_collations: Option<Vec<u32>>,
        partition_classes: Option<Vec<u32>>,
        partition_expressions: Option<String>,
        partition_bound: Option<String>,
        of_type: Option<String>,
        access_method: Option<String>,
        tablespace: Option<String>,
        server: Option<String>,
        server_options: Option<Vec<String>>,
        updatable: i32,
        readable: bool,
    }
    columns: ColumnRow {
        relation: u32,
        number: i16,
        name: String,
        type_: String,
        not_null: bool,
        default: Option<String>,
        identity: Option<Identity>,
        generated: Option<GeneratedCode>,
        collation: u32,
        collated: bool,
        inherited: bool,
        storage: Option<Storage>,
        compression: Option<Compression>,
        statistics: Option<i32>,
        options: Option<Vec<String>>,
        server_options: Option<Vec<String>>,
        readable: bool,
        read_only: bool,
    }
    bases: BaseRow { relation: u32, number: i16, base_relation: u32, base_column: i16 }
    constraints: ConstraintRow {
        oid: u32,
        name: String,
        kind: ConstraintCode,
        relation: u32,
        domain: u32,
        index: u32,
        columns: Option<Vec<i16>>,
        referenced: u32,
        referenced_columns: Option<Vec<i16>>,
        on_update: Option<ReferentialAction>,
        on_delete: Option<ReferentialAction>,
        match_: Option<MatchType>,
        on_delete_columns: Option<Vec<i16>>,
        deferrable: bool,
        deferred: bool,
        validated: bool,
        enforced: bool,
        period: bool,
        no_inherit: bool,
        inherited: bool,
        expression: Option<String>,
        operators: Option<Vec<String>>,
    }
    indexes: IndexRow {
        oid: u32,
        relation: u32,
        name: String,
        method: String,
        unique: bool,
        nulls_not_distinct: bool,
        key_columns: i16,
        columns: Vec<i16>,
        part_options: Vec<i16>,
        collations: Vec<u32>,
        operator_classes: Vec<u32>,
        expressions: Option<Vec<String>>,
        predicate: Option<String>,
        invalid: bool,
        replica_identity: bool,
        clustered: bool,
        options: Option<Vec<String>>,
        tablespace: Option<String>,
        option_parts: Option<Vec<i16>>,
        options_of_parts: Option<Vec<Option<String>>>,
        statistics_of_parts: Option<Vec<Option<i32>>>,
    }
    inheritance: InheritanceRow { child: u32, parent: u32, position: i32, detach_pending: bool }
    triggers: TriggerRow {
        oid: u32,
        relation: u32,
        name: String,
        type_: i16,
        columns: Vec<i16>,
        old_table: Option<String>,
        new_table: Option<String>,
        definition: Option<String>,
        function_schema: String,
        function_name: String,
        argument_count: i16,
        arguments: Vec<u8>,
        is_constraint: bool,
        deferrable: bool,
        deferred: bool,
        referenced: u32,
        enabled: Firing,
        inherited: bool,
    }
    rules: RuleRow {
        oid: u32,
        relation: u32,
        name: String,
        event: RuleEvent,
        instead: bool,
        definition: String,
        enabled: Firing,
    }
    policies: PolicyRow {
        oid: u32,
        relation: u32,
        name: String,
        permissive: bool,
        command: PolicyCommand,
        public: bool,
        roles: Vec<String>,
        using: Option<String>,
        with_check: Option<String>,
    }
    types: TypeRow {
        oid: u32,
        schema: String,
        name: String,
        kind: TypeCode,
        owner: String,
        category: i8,
        definition: Option<String>,
        relation: u32,
        base: Option<String>,
        not_null: bool,
        default: Option<String>,
        collation: Option<u32>,
    }
    labels: LabelRow { type_: u32, label: String, position: f32 }
    ranges: RangeRow {
        type_: u32,
        multirange: u32,
        subtype: String,
        collation: Option<u32>,
        operator_class: u32,
        canonical_schema: Option<String>,
        canonical_name: Option<String>,
        subtype_diff_schema: Option<String>,
        subtype_diff_name: Option<String>,
    }
    sequences: SequenceRow {
        oid: u32,
        schema: String,
        name: String,
        owner: String,
        persistence: Persistence,
        data_type: String,
        start: i64,
        increment: i64,
        min: i64,
        max: i64,
        cache: i64,
        cycle: bool,
        owner_relation: Option<u32>,
        owner_column: Option<i32>,
        identity: bool,
    }
    routines: RoutineRow {
        oid: u32,
        schema: String,
        name: String,
        owner: String,
        kind: RoutineKind,
        argument_names: Option<Vec<String>>,
        argument_modes: Option<Vec<ModeCode>>,
        argument_types: Vec<String>,
        default_count: i16,
        returns: Option<String>,
        returns_set: bool,
        language: String,
        volatility: Volatility,
        strict: bool,
        security_definer: bool,
        leakproof: bool,
        parallel: Parallel,
        cost: f32,
        rows: Option<f32>,
        support: Option<String>,
        transforms: Option<Vec<String>>,
        settings: Option<Vec<String>>,
        defaults: Option<String>,
        is_member: bool,
        source: Option<String>,
        library: Option<String>,
        body: Option<String>,
        direct_arguments: Option<i16>,
        aggregate: Option<String>,
    }
    descriptions: DescriptionRow { class: u32, object: u32, part: i32, text: String }
    privileges: PrivilegeRow {
        class: u32,
        object: u32,
        part: i32,
        of_extension: bool,
        grantor: Option<String>,
        grantee: Option<String>,
        privilege: Option<PrivilegeType>,
        grantable: Option<bool>,
    }
    default_privileges: DefaultPrivilegeRow {
        role: String,
        schema: Option<String>,
        objects: ObjectClass,
        grantor: Option<String>,
        grantee: Option<String>,
        privilege: Option<PrivilegeType>,
        grantable: Option<bool>,
    }
    settings: SettingRow { role: Option<String>, settings: Option<Vec<String>> }
    security_labels: SecurityLabelRow { class: u32, object: u32, part: i32, provider: String, label: String }
    others: OtherRow {
        class: u32,
        oid: u32,
        kind: String,
        names: Vec<Option<String>>,
        owner: Option<String>,
        definition: Option<String>,
    }
    unmodelled: UnmodelledRow { kind: String, identity: String }
    stand_ins: StandInRow {
        class: u32,
        object: u32,
        of_class: u32,
        of_object: u32,
        of_part: i32,
        rule: Option<String>,
    }
    dependencies: DependencyRow {
        class: u32,
        object: u32,
        part: i32,
        on_class: u32,
        on_object: u32,
        on_part: i32,
        kind: DependencyCode,
    }
}
