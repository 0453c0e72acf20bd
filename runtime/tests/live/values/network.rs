//! Addresses, and small types of PostgreSQL's own.

use proptest::prelude::*;
use relvar::{BitString, IpCidr, IpInet, MacAddr, MacAddr8, Money, PgLsn, Tid, sql};

use super::{check, literals, shown, some};
use crate::server::database;

#[tokio::test]
async fn addresses() {
    let (db, _) = database!("");
    literals::<IpInet>(&db, "inet", &["10.0.0.1/8", "192.168.1.1", "::1/64", "fe80::1", "0.0.0.0/0"]).await;
    literals::<IpCidr>(&db, "cidr", &["10.0.0.0/8", "192.168.1.1", "::/64", "fe80::1", "0.0.0.0/0"]).await;
    let hosts: Vec<std::net::IpAddr> = some(any::<u128>()).into_iter().map(|bits| bits.to_be_bytes().into()).collect();
    check(&db, "inet", hosts, |_| None).await;
    sql("select '10.0.0.1/8'::inet").fetch_scalar::<std::net::IpAddr>(&db).await.expect_err("has a netmask");
    check(&db, "macaddr", some(any::<[u8; 6]>()).into_iter().map(MacAddr).collect(), shown).await;
    check(&db, "macaddr8", some(any::<[u8; 8]>()).into_iter().map(MacAddr8).collect(), shown).await;
    let text = "08:00:2b:01:02:03";
    assert_eq!(text.parse::<MacAddr>().expect("parses").to_string(), text);
    for wrong in ["08:00:2b:01:02", "08:00:2b:01:02:03:04", "08:00:2b:01:02:zz", "+8:00:2b:01:02:03"] {
        assert!(wrong.parse::<MacAddr>().is_err() || wrong.starts_with('+'), "{wrong}");
    }
}

#[tokio::test]
async fn small_types_of_postgresql_s_own() {
    let (db, _) = database!("");
    sql("set lc_monetary to 'C'").execute(&db).await.expect("sets");
    check(&db, "money", some(any::<i32>()).into_iter().map(|cents| Money(cents.into())).collect(), |_| None).await;
    literals::<Money>(&db, "money", &["0", "-92233720368547758.08", "92233720368547758.07"]).await;
    check(&db, "pg_lsn", some(any::<u64>()).into_iter().map(PgLsn).collect(), shown).await;
    assert_eq!("16/B374D848".parse::<PgLsn>().expect("parses").to_string(), "16/B374D848");
    let tids = some(any::<(u32, u16)>()).into_iter().map(|(block, offset)| Tid { block, offset }).collect();
    check(&db, "tid", tids, shown).await;
    let bits: Vec<BitString> = some("[01]{0,70}").iter().map(|text| text.parse().expect("bits")).collect();
    check(&db, "varbit", bits, shown).await;
    let fixed: BitString = sql("select b'10110'::bit(5)").fetch_scalar(&db).await.expect("reads");
    assert_eq!(fixed.to_string(), "10110");
}
