//! What the service counts, for Prometheus. Nothing is global: two services in one process count apart.

use std::{sync::atomic::AtomicU64, time::Duration};

use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::problem::Problem;

/// The content type of the text.
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Labels = Vec<(&'static str, String)>;

/// Counters.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter<u64, AtomicU64>>,
    seconds: Histogram,
    /// Requests that are being answered.
    pub(crate) in_flight: Gauge,
    /// How often the database was asked whether its schema has changed.
    pub(crate) asked: Counter<u64, AtomicU64>,
    /// How often the catalog was read.
    pub(crate) catalogs: Counter<u64, AtomicU64>,
    jobs: Family<Labels, Counter<u64, AtomicU64>>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let bounds = [0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0];
        let mut own = Self {
            registry: Registry::with_prefix("relvar"),
            requests: Family::default(),
            seconds: Histogram::new(bounds),
            in_flight: Gauge::default(),
            asked: Counter::default(),
            catalogs: Counter::default(),
            jobs: Family::default(),
        };
        let Self { registry, requests, seconds, in_flight, asked, catalogs, jobs } = &mut own;
        registry.register("requests", "Requests by route, method and status", requests.clone());
        registry.register_with_unit("request", "How long answers take", Unit::Seconds, seconds.clone());
        registry.register("requests_in_flight", "Requests that are being answered", in_flight.clone());
        registry.register("fingerprints", "Questions whether the schema has changed", asked.clone());
        registry.register("catalogs", "How often the catalog was read", catalogs.clone());
        registry.register("jobs", "Jobs that ended, by how", jobs.clone());
        own
    }

    pub(crate) fn answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        let labels = vec![("route", route.to_owned()), ("method", method.to_owned()), ("status", status.to_string())];
        self.requests.get_or_create(&labels).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    pub(crate) fn ended(&self, how: &str) {
        self.jobs.get_or_create(&vec![("state", how.to_owned())]).inc();
    }

    /// All of it, as text.
    pub(crate) fn text(&self) -> Result<String, Problem> {
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(Problem::internal)?;
        Ok(text)
    }
}
