//! The same of types of extensions that are not part of PostgreSQL: PostGIS, and `vector` of pgvector.

use relvar::sql;

use crate::server::database;

#[tokio::test]
async fn types_of_postgis() {
    let (db, _) = database!("");
    if installed(&db, "postgis").await {
        postgis::all(&db).await;
    }
}

#[cfg(feature = "pgvector")]
#[tokio::test]
async fn types_of_pgvector() {
    let (db, _) = database!("");
    if installed(&db, "vector").await {
        vector::all(&db).await;
    }
}

/// Creates an extension; where the server has none of that name, says that its test is skipped.
async fn installed(db: &relvar::Db, extension: &str) -> bool {
    let is_there = sql("select exists (select from pg_available_extensions where name = $1)").bind(extension);
    let is_there: bool = is_there.fetch_scalar(db).await.expect("a boolean");
    if is_there {
        sql(format!("create extension {extension}")).execute(db).await.expect("creates");
        sql("create schema stored").execute(db).await.expect("creates");
    } else {
        eprintln!("skipped: the server has no extension `{extension}`");
    }
    is_there
}

mod postgis {
    use proptest::prelude::*;
    use relvar::generated::{SqlType, types as pg};
    use relvar::{Ewkb, types::Text};

    use super::super::shown;

    const fn sent(sql: &'static str, send: &'static str) -> SqlType {
        SqlType::sent(sql, send, &pg::TEXT)
    }

    /// A point, by the layout of EWKB: the order of bytes, the type with its flags, the reference system, coordinates.
    fn points(coordinate: fn() -> BoxedStrategy<f64>) -> impl Strategy<Value = Ewkb> {
        const SRID: u32 = 0x2000_0000;
        (coordinate(), coordinate(), proptest::option::of(Just(4326_u32))).prop_map(|(x, y, srid)| {
            let mut bytes = vec![1];
            bytes.extend((1 | srid.map_or(0, |_| SRID)).to_le_bytes());
            bytes.extend(srid.into_iter().flat_map(u32::to_le_bytes));
            bytes.extend([x, y].into_iter().flat_map(f64::to_le_bytes));
            Ewkb(bytes)
        })
    }

    fn anywhere() -> BoxedStrategy<f64> {
        proptest::num::f64::NORMAL.boxed()
    }

    crate::types::table! {
        geometry: Ewkb, sent("public.geometry", "public.geometry_send"), "geometry",
            [
                "POINT EMPTY",
                "POINT(1 2)",
                "SRID=4326;POINT ZM (1 2 3 4)",
                "LINESTRING M (0 0 1, 1e300 -1e-300 2)",
                "POLYGON((0 0, 4 0, 4 4, 0 0), (1 0.5, 2 0.5, 2 1, 1 0.5))",
                "MULTIPOLYGON Z (((0 0 1, 1 0 1, 1 1 1, 0 0 1)), EMPTY)",
                "CURVEPOLYGON(CIRCULARSTRING(0 0, 4 0, 4 4, 0 4, 0 0))",
                "TIN(((0 0 0, 0 0 1, 0 1 0, 0 0 0)))",
                "SRID=2154;GEOMETRYCOLLECTION(POINT(1 2), GEOMETRYCOLLECTION EMPTY)",
            ],
            shown(points(anywhere));
        geometry_of_one_kind: Ewkb, sent("public.geometry", "public.geometry_send"), "geometry(pointz, 4326)",
            ["SRID=4326;POINT Z (1 2 3)", "SRID=4326;POINT Z EMPTY"], vec![];
        geography: Ewkb, sent("public.geography", "public.geography_send"), "geography",
            ["POINT(-180 90)", "SRID=4326;LINESTRING(0 0, 10 10)", "POLYGON EMPTY", "SRID=4267;POINT(1 2)"], vec![];
        box2d: Text, SqlType::user("public.box2d", &pg::TEXT), "box2d", ["BOX(1 2,3 4.5)"], vec![];
        box3d: Text, SqlType::user("public.box3d", &pg::TEXT), "box3d", ["BOX3D(1 2 3,4 5 6)"], vec![];
    }
}

#[cfg(feature = "pgvector")]
mod vector {
    use pgvector::{HalfVector, SparseVector, Vector};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use relvar::generated::{SqlType, types as pg};

    use super::super::with;

    const fn text(sql: &'static str) -> SqlType {
        SqlType::user(sql, &pg::TEXT)
    }

    /// What a list of numbers is in SQL.
    fn listed(numbers: &[f32]) -> String {
        format!("{numbers:?}")
    }

    fn halves() -> impl Strategy<Value = Vec<f32>> {
        vec((-2048..2048_i16).prop_map(|n| f32::from(n) / 16.0), 1..20)
    }

    crate::types::table! {
        vector: Vector, text("public.vector"), "vector",
            ["[0]", "[-0]", "[1,-2.5,3e38]", "[1e-45,1.17549435e-38,16777216]"],
            with(vec(proptest::num::f32::NORMAL, 1..20).prop_map(Vector::from), |vector| listed(vector.as_slice()));
        vector_of_three: Vector, text("public.vector"), "vector(3)", ["[1,2,3]"], vec![];
        halfvec: HalfVector, text("public.halfvec"), "halfvec", ["[0]", "[65504,-65504,6.1035156e-05,6e-08]", "[0.1,0.33333]"],
            with(halves().prop_map(|halves| HalfVector::from_f32_slice(&halves)), |vector| {
                listed(&vector.as_slice().iter().map(|half| half.to_f32()).collect::<Vec<_>>())
            });
        sparsevec: SparseVector, text("public.sparsevec"), "sparsevec",
            ["{}/1", "{1:1.5,3:-2}/5", "{1000000000:1}/1000000000"],
            with(vec(0..3_i8, 1..30).prop_map(|parts| parts.into_iter().map(f32::from).collect::<Vec<_>>())
                .prop_map(|parts| SparseVector::from_dense(&parts)), |vector| {
                let parts = vector.indices().iter().zip(vector.values());
                let parts: Vec<String> = parts.map(|(index, value)| format!("{}:{value}", index + 1)).collect();
                format!("{{{}}}/{}", parts.join(","), vector.dimensions())
            });
    }
}
