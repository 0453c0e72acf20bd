//! Geometric types: points and what is made of them. They show themselves as PostgreSQL reads them.

use std::fmt;

use bytes::{BufMut, BytesMut};

use super::codec::{Decode, Encode, IsNull, Reader, Type, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

/// A point of the plane.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Up.
    pub y: f64,
}

/// The line `ax + by + c = 0`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Line {
    /// The factor of `x`.
    pub a: f64,
    /// The factor of `y`.
    pub b: f64,
    /// The constant.
    pub c: f64,
}

/// A segment of a line (`lseg`).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Segment {
    /// One end.
    pub start: Point,
    /// The other.
    pub end: Point,
}

/// A rectangle along the axes (`box`). The server orders its corners.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rectangle {
    /// The upper right corner.
    pub high: Point,
    /// The lower left corner.
    pub low: Point,
}

/// Points joined by segments.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Path {
    /// Whether the last point is joined to the first.
    pub closed: bool,
    /// The points, one at least.
    pub points: Vec<Point>,
}

/// An area bounded by segments.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Polygon {
    /// The corners, one at least.
    pub points: Vec<Point>,
}

/// A circle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Circle {
    /// Its centre.
    pub center: Point,
    /// Its radius.
    pub radius: f64,
}

value! {
    Point: POINT, Line: LINE, Segment: LSEG, Rectangle: BOX, Path: PATH, Polygon: POLYGON, Circle: CIRCLE,
}

impl Point {
    fn write(self, out: &mut BytesMut) {
        out.put_f64(self.x);
        out.put_f64(self.y);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(Self { x: reader.f64()?, y: reader.f64()? })
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({},{})", self.x, self.y)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{},{},{}}}", self.a, self.b, self.c)
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{},{}]", self.start, self.end)
    }
}

impl fmt::Display for Rectangle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.high, self.low)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (open, close) = if self.closed { ('(', ')') } else { ('[', ']') };
        show_points(&self.points, (open, close), f)
    }
}

impl fmt::Display for Polygon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_points(&self.points, ('(', ')'), f)
    }
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{},{}>", self.center, self.radius)
    }
}

fn show_points(points: &[Point], (open, close): (char, char), f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{open}")?;
    for (at, point) in points.iter().enumerate() {
        write!(f, "{}{point}", if at == 0 { "" } else { "," })?;
    }
    write!(f, "{close}")
}

fn write_points(points: &[Point], out: &mut BytesMut) -> Result<(), Error> {
    out.put_i32(i32::try_from(points.len()).map_err(|_| Error::encode("too many points"))?);
    for point in points {
        point.write(out);
    }
    Ok(())
}

fn read_points(reader: &mut Reader<'_>) -> Result<Vec<Point>, Error> {
    let count = reader.u32()?;
    (0..count).map(|_| Point::read(reader)).collect()
}

/// Implements a codec by how a value is written, and how it is read.
macro_rules! geometry {
    ($($rust:ident: $sql:ident, |$value:ident, $out:ident| $write:expr, |$reader:ident| $read:expr;)*) => {
        $(
            impl Encode for $rust {
                fn encode(&self, _: Oid, $out: &mut BytesMut) -> Result<IsNull, Error> {
                    let $value = self;
                    $write;
                    Ok(IsNull::No)
                }
            }

            impl Decode for $rust {
                fn decode(raw: &[u8]) -> Result<Self, Error> {
                    let $reader = &mut Reader(raw);
                    let value = $read;
                    $reader.end()?;
                    Ok(value)
                }

                fn accepts(ty: &Type) -> bool {
                    is_one_of(ty, &[types::$sql])
                }
            }
        )*
    };
}

geometry! {
    Point: POINT, |point, out| point.write(out), |reader| Point::read(reader)?;
    Line: LINE,
        |line, out| {
            out.put_f64(line.a);
            out.put_f64(line.b);
            out.put_f64(line.c);
        },
        |reader| Line { a: reader.f64()?, b: reader.f64()?, c: reader.f64()? };
    Segment: LSEG,
        |segment, out| {
            segment.start.write(out);
            segment.end.write(out);
        },
        |reader| Segment { start: Point::read(reader)?, end: Point::read(reader)? };
    Rectangle: BOX,
        |rectangle, out| {
            rectangle.high.write(out);
            rectangle.low.write(out);
        },
        |reader| Rectangle { high: Point::read(reader)?, low: Point::read(reader)? };
    Path: PATH,
        |path, out| {
            out.put_u8(u8::from(path.closed));
            write_points(&path.points, out)?;
        },
        |reader| Path { closed: reader.u8()? != 0, points: read_points(reader)? };
    Polygon: POLYGON,
        |polygon, out| write_points(&polygon.points, out)?,
        |reader| Polygon { points: read_points(reader)? };
    Circle: CIRCLE,
        |circle, out| {
            circle.center.write(out);
            out.put_f64(circle.radius);
        },
        |reader| Circle { center: Point::read(reader)?, radius: reader.f64()? };
}
