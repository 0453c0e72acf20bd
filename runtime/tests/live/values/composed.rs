//! Values made of others: ranges, arrays, geometry.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use relvar::generated::{Element, SqlType, Value, routine, types};
use relvar::types::{Circle, Line, Multirange, Path, Point, Polygon, Range, Rectangle, Segment};
use relvar::{Array, Db, Dimension, Numeric, sql};

use super::{check, literals, shown, some};
use crate::server::database;

#[tokio::test]
async fn geometry() {
    let (db, _) = database!("");
    literals::<Point>(&db, "point", &["(1.5,-2)", "(0,1e300)", "(-infinity,infinity)"]).await;
    literals::<Line>(&db, "line", &["{1,2,3}", "{0,-1,0.5}"]).await;
    literals::<Segment>(&db, "lseg", &["[(1,2),(3,4)]"]).await;
    literals::<Circle>(&db, "circle", &["<(1,2),3.5>"]).await;
    literals::<Path>(&db, "path", &["[(1,2),(3,4),(5,6)]", "((1,2),(3,4))", "[(0,0)]"]).await;
    literals::<Polygon>(&db, "polygon", &["((1,2),(3,4),(5,6))", "((0,0))"]).await;
    let point = |x, y| Point { x, y };
    let segment = Segment { start: point(1.0, 2.0), end: point(3.0, 4.0) };
    check(&db, "lseg", vec![segment], |_| Some("[(1,2),(3,4)]".into())).await;
    check(&db, "circle", vec![Circle { center: point(1.0, 2.0), radius: 3.0 }], |_| Some("<(1,2),3>".into())).await;
    let path = |closed| Path { closed, points: vec![point(1.0, 2.0), point(3.0, 4.0)] };
    check(&db, "path", vec![path(true)], |_| Some("((1,2),(3,4))".into())).await;
    check(&db, "path", vec![path(false)], |_| Some("[(1,2),(3,4)]".into())).await;
    // An array of boxes has semicolons between its elements in text, and none in binary.
    let corners = Rectangle { high: point(3.0, 4.0), low: point(1.0, 2.0) };
    check(&db, "box", vec![corners, corners], |_| Some("(3,4),(1,2)".into())).await;
}

#[tokio::test]
async fn ranges() {
    let (db, _) = database!("");
    let half_open =
        some((-1000..1000_i32, 1..1000_i32)).into_iter().map(|(from, length)| Range::from(from..from + length));
    check(&db, "int4range", half_open.collect(), shown).await;
    literals::<Range<i64>>(&db, "int8range", &["empty", "(,)", "[1,)", "(,5]", "[1,1]", "(1,9)"]).await;
    let decimals = ["empty", "(,)", "[1.50,2.5)", "(1.5,2.5]", "[NaN,NaN]", "(,1e30)"];
    literals::<Range<Numeric>>(&db, "numrange", &decimals).await;
    literals::<Range<NaiveDate>>(&db, "daterange", &["empty", "[2024-02-29,2024-03-01)", "(,2024-01-01)"]).await;
    literals::<Range<NaiveDateTime>>(&db, "tsrange", &["[2024-02-29 12:00,)", "(2024-02-29 12:00,2025-01-01]"]).await;
    literals::<Range<DateTime<Utc>>>(&db, "tstzrange", &["[2024-02-29 12:00+00,2024-02-29 13:00+01]"]).await;
    let several = ["{}", "{[1,2)}", "{[1,3),[5,8),[10,)}", "{(,)}"];
    literals::<Multirange<i32>>(&db, "int4multirange", &several).await;
    check(&db, "int4multirange", vec![Multirange(vec![Range::from(1..3), Range::from(5..)])], shown).await;
    literals::<Multirange<Numeric>>(&db, "nummultirange", &["{[1.5,2.5],(3,4)}"]).await;
    literals::<Multirange<NaiveDate>>(&db, "datemultirange", &["{[2024-01-01,2024-02-01)}"]).await;
}

#[tokio::test]
async fn arrays_of_several_dimensions_and_other_bounds() {
    let (db, _) = database!("");
    for literal in ["{}", "{1,NULL,3}", "{{1,2},{3,4},{5,NULL}}", "[0:1]={7,8}", "[-1:0][5:6]={{1,2},{3,4}}", "{{{1}}}"]
    {
        let statement = format!("select '{literal}'::int4[], '{literal}'::int4[]::text");
        let (array, text): (Array<Option<i32>>, String) = sql(statement).fetch_one(&db).await.expect(literal);
        let again: String = sql("select $1::text").bind(array).fetch_scalar(&db).await.expect(literal);
        assert_eq!(again, text);
    }
    let bounds = vec![Dimension { length: 2, lower: -1 }, Dimension { length: 2, lower: 5 }];
    let array = Array::with_bounds(bounds, vec!["a", "b", "c", "d"].into_iter().map(str::to_owned).collect());
    let array = array.expect("four elements");
    assert_eq!(array.get(&[0, 5]).map(String::as_str), Some("c"));
    let text: String = sql("select $1::text").bind(array).fetch_scalar(&db).await.expect("runs");
    assert_eq!(text, "[-1:0][5:6]={{a,b},{c,d}}");

    vectors_of_the_catalogs::<i16>(&db, types::INT2VECTOR, &["1 2 3", "7", "-1"]).await;
    vectors_of_the_catalogs::<u32>(&db, types::OIDVECTOR, &["1 2 3", "7", "4294967295 0"]).await;
    let error = sql("select '[0:0]={1}'::int4[]").fetch_scalar::<Vec<i32>>(&db).await.expect_err("begins at 0");
    assert!(error.hint().is_some_and(|hint| hint.contains("Array")), "{error}");
    let error = sql("select '{{1}}'::int4[]").fetch_scalar::<Vec<i32>>(&db).await.expect_err("two dimensions");
    assert!(error.hint().is_some_and(|hint| hint.contains("Array")), "{error}");
    let error = sql("select '{NULL}'::int4[]").fetch_scalar::<Vec<i32>>(&db).await.expect_err("NULL");
    assert!(error.hint().is_some_and(|hint| hint.contains("Option")), "{error}");
}

/// An `int2vector` or an `oidvector` in, and out as PostgreSQL's own text.
async fn vectors_of_the_catalogs<T>(db: &Db, ty: SqlType, literals: &[&str])
where
    T: Element,
    Array<T>: Value,
{
    for &literal in literals {
        let vector: Array<T> = sql(format!("select '{literal}'::{ty}")).fetch_scalar(db).await.expect(literal);
        assert_eq!(vector.dimensions()[0].lower, 0);
        let again = routine("concat").argument(vector, ty).scalar::<String>(types::TEXT);
        assert_eq!(again.call(db).await.expect(literal), literal);
    }
}
