//! How a row is read: its columns, several at once.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::position;
use crate::model::Ident;

/// As many columns as the runtime reads at once.
const COLUMNS_AT_ONCE: usize = 12;

/// `let (film_id, title) = row.columns(0)?;` and `Ok(Self { film_id, title })`
///
/// All tuples are in one statement, so that no column's name hides `row` from the next one.
pub(super) fn columns(fields: &[&Ident]) -> TokenStream {
    let tuples: Vec<TokenStream> = fields.chunks(COLUMNS_AT_ONCE).map(tuple).collect();
    let positions = (0..fields.len()).step_by(COLUMNS_AT_ONCE).map(position);
    let values = positions.map(|from| quote!(row.columns(#from)?));
    let read = match tuples[..] {
        [] => TokenStream::new(),
        [ref tuple] => quote!(let #tuple = #(#values)*;),
        _ => quote!(let (#(#tuples),*) = (#(#values),*);),
    };
    quote! {
        #read
        Ok(Self { #(#fields),* })
    }
}

/// `(film_id, title)`; of one, `(film_id,)`
fn tuple(fields: &[&Ident]) -> TokenStream {
    if let [field] = fields { quote!((#field,)) } else { quote!((#(#fields),*)) }
}

/// The arms of a `match` on the position of a column: `0 => &self.film_id, _ => rt::no_column(),`
pub(super) fn value_arms<'a>(fields: impl Iterator<Item = &'a Ident>) -> TokenStream {
    let arms = fields.enumerate().map(|(at, field)| {
        let at = position(at);
        quote!(#at => &self.#field,)
    });
    quote! {
        #(#arms)*
        _ => rt::no_column(),
    }
}
