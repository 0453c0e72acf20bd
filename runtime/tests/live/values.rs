//! Values of every type, there and back, beside PostgreSQL's own text of them.
