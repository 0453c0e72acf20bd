//! Follows keys from schema to schema; `DATABASE_URL` names a database with `schema.sql` and `data.sql`.

use std::{env, error::Error};

use multi_schema_models::{
    people::{Employee, Role},
    prelude::*,
    sales::{Customer, Invoice, InvoiceLine},
    stock::{Item, Shelf, Warehouse},
    verify,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("DATABASE_URL").map_err(|_| "set DATABASE_URL to a database with schema.sql and data.sql")?;
    let db = Db::connect(&url).await?;

    // Before anything is asked: is the database what the models were made of?
    let differences = verify(&db).await?;
    if !differences.is_empty() {
        for difference in &differences {
            say(&difference.to_string());
        }
        return Err("the database has changed; generate the models anew".into());
    }

    // From a schema to another and on to a third, in one statement: whose invoices have what is in Ghent?
    let in_ghent = Shelf::PIECES.gt(0) & Shelf::WAREHOUSE.has(Warehouse::CITY.eq("Ghent"));
    let there = Item::filter(Item::SHELF.any(in_ghent));
    for employee in there.invoice_line().invoice().seller().order_by(Employee::NAME.asc()).all(&db).await? {
        say(&format!("{} sold what is in Ghent", employee.name));
    }

    // What managers sold, with the customers and the lines of each invoice.
    let managers = Employee::filter(Employee::ROLE.eq(Role::Manager));
    let tree: Vec<(Invoice, Customer, Vec<InvoiceLine>)> =
        managers.invoice_by_seller().with(Invoice::CUSTOMER).with(Invoice::INVOICE_LINE).all(&db).await?;
    for (invoice, customer, lines) in tree {
        say(&format!("invoice {} to {}: {} lines", invoice.invoice_id, customer.name, lines.len()));
    }

    // Which warehouses lack what was sold?
    let sold_out = Shelf::filter(Shelf::PIECES.eq(0) & Shelf::ITEM.has(Item::INVOICE_LINE.count().gt(0)));
    for warehouse in sold_out.warehouse().all(&db).await? {
        say(&format!("order for {}", warehouse.city));
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "an example shows what it does")]
fn say(line: &str) {
    println!("{line}");
}
