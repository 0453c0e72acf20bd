//! Network addresses: `inet`, `cidr`, `macaddr`, `macaddr8`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use bytes::{BufMut, BytesMut};
use cidr::{IpCidr, IpInet};

use super::codec::{Decode, Encode, IsNull, Reader, Type, fixed, is_one_of, value};
use super::{Oid, types};
use crate::error::Error;

value!(IpInet: INET, IpCidr: CIDR, IpAddr: INET, MacAddr: MACADDR, MacAddr8: MACADDR8);

/// A MAC address of six bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddr(pub [u8; 6]);

/// A MAC address of eight bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddr8(pub [u8; 8]);

/// The address families of the binary form, which are not those of the operating system.
const IPV4: u8 = 2;
const IPV6: u8 = 3;

fn write(address: IpAddr, length: u8, is_cidr: bool, out: &mut BytesMut) -> IsNull {
    match address {
        IpAddr::V4(address) => {
            out.put_slice(&[IPV4, length, u8::from(is_cidr), 4]);
            out.put_slice(&address.octets());
        }
        IpAddr::V6(address) => {
            out.put_slice(&[IPV6, length, u8::from(is_cidr), 16]);
            out.put_slice(&address.octets());
        }
    }
    IsNull::No
}

fn read(raw: &[u8]) -> Result<(IpAddr, u8), Error> {
    let mut reader = Reader(raw);
    let [family, length, _is_cidr, _bytes] = reader.array()?;
    let address = match family {
        IPV4 => IpAddr::V4(Ipv4Addr::from(reader.array::<4>()?)),
        IPV6 => IpAddr::V6(Ipv6Addr::from(reader.array::<16>()?)),
        _ => return Err(Error::decode("an address of an unknown family")),
    };
    reader.end()?;
    Ok((address, length))
}

impl Encode for IpInet {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        Ok(write(self.address(), self.network_length(), false, out))
    }
}

impl Decode for IpInet {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let (address, length) = read(raw)?;
        Self::new(address, length).map_err(|error| Error::decode("an address with a wrong length").with_source(error))
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::INET, types::CIDR])
    }
}

impl Encode for IpCidr {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        Ok(write(self.first_address(), self.network_length(), true, out))
    }
}

impl Decode for IpCidr {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let (address, length) = read(raw)?;
        Self::new(address, length).map_err(|error| Error::decode("a network with host bits").with_source(error))
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::CIDR])
    }
}

impl Encode for IpAddr {
    fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
        Ok(write(*self, if self.is_ipv4() { 32 } else { 128 }, false, out))
    }
}

/// An address of one host; one with a netmask is an error, and an [`IpInet`].
impl Decode for IpAddr {
    fn decode(raw: &[u8]) -> Result<Self, Error> {
        let (address, length) = read(raw)?;
        if length == if address.is_ipv4() { 32 } else { 128 } {
            Ok(address)
        } else {
            Err(Error::decode("an address with a netmask does not fit `IpAddr`")
                .with_hint("read it as a `cidr::IpInet`"))
        }
    }

    fn accepts(ty: &Type) -> bool {
        is_one_of(ty, &[types::INET])
    }
}

macro_rules! mac_address {
    ($($rust:ident: $sql:ident),*) => {
        $(
            impl fmt::Display for $rust {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    for (position, byte) in self.0.iter().enumerate() {
                        let separator = if position == 0 { "" } else { ":" };
                        write!(f, "{separator}{byte:02x}")?;
                    }
                    Ok(())
                }
            }

            impl FromStr for $rust {
                type Err = Error;

                fn from_str(text: &str) -> Result<Self, Error> {
                    let wrong = || Error::encode("not a MAC address: hexadecimal bytes between colons");
                    let mut address = Self::default();
                    let mut parts = text.split(':');
                    for byte in &mut address.0 {
                        let part = parts.next().filter(|part| part.len() == 2).ok_or_else(wrong)?;
                        *byte = u8::from_str_radix(part, 16).map_err(|_| wrong())?;
                    }
                    if parts.next().is_none() { Ok(address) } else { Err(wrong()) }
                }
            }

            impl Encode for $rust {
                fn encode(&self, _: Oid, out: &mut BytesMut) -> Result<IsNull, Error> {
                    out.put_slice(&self.0);
                    Ok(IsNull::No)
                }
            }

            impl Decode for $rust {
                fn decode(raw: &[u8]) -> Result<Self, Error> {
                    fixed(raw).map(Self)
                }

                fn accepts(ty: &Type) -> bool {
                    is_one_of(ty, &[types::$sql])
                }
            }
        )*
    };
}

mac_address!(MacAddr: MACADDR, MacAddr8: MACADDR8);
