//! Values and rows, as both databases have them.

use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};

use super::{SqlError, without_nul};

/// A value of a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'v> {
    Null,
    Integer(i64),
    Text(&'v str),
    Blob(&'v [u8]),
    /// As a set, for PostgreSQL alone.
    Integers(&'v [i64]),
}

/// Whatever can be a value.
pub(crate) trait Param {
    fn value(&self) -> Value<'_>;
}

macro_rules! integers {
    ($($kind:ty),+) => {$(
        impl Param for $kind {
            fn value(&self) -> Value<'_> {
                Value::Integer(i64::from(*self))
            }
        }
        impl Column for $kind {
            fn of(cell: Value<'_>) -> Option<$kind> {
                match cell {
                    Value::Integer(it) => <$kind>::try_from(it).ok(),
                    _ => None,
                }
            }
        }
    )+};
}
integers!(i64, i32, u8, u16, u32);

impl Param for bool {
    fn value(&self) -> Value<'_> {
        Value::Integer(i64::from(*self))
    }
}

impl Param for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Param for String {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Param for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl Param for Vec<u8> {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl Param for Vec<i64> {
    fn value(&self) -> Value<'_> {
        Value::Integers(self)
    }
}

impl<const N: usize> Param for [u8; N] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl<T: Param + ?Sized> Param for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl<T: Param> Param for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Param::value)
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(it) => ValueRef::Integer(*it),
            Value::Text(it) => ValueRef::Text(it.as_bytes()),
            Value::Blob(it) => ValueRef::Blob(it),
            Value::Integers(_) => {
                return Err(rusqlite::Error::ToSqlConversionFailure("a set of numbers".into()));
            }
        }))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, kind) {
            (Value::Null, _) => return Ok(IsNull::Yes),
            (Value::Integer(it), &Type::INT8) => it.to_sql(kind, out)?,
            (Value::Integer(it), &Type::INT4) => i32::try_from(*it)?.to_sql(kind, out)?,
            (Value::Integer(it), &Type::INT2) => i16::try_from(*it)?.to_sql(kind, out)?,
            (Value::Integer(it), &Type::BOOL) => (*it != 0).to_sql(kind, out)?,
            (Value::Text(it), &Type::TEXT) => without_nul(it).to_sql(kind, out)?,
            (Value::Text(it), &Type::JSON) => it.to_sql(&Type::TEXT, out)?,
            (Value::Integers(it), &Type::INT8_ARRAY) => it.to_sql(kind, out)?,
            (Value::Blob(it), &Type::BYTEA) => it.to_sql(kind, out)?,
            (value, kind) => return Err(format!("{value:?} is no {kind}").into()),
        };
        Ok(IsNull::No)
    }

    /// Whether it fits is found when it is written.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A row that a statement gave.
pub(crate) enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

/// What a column can be read as.
pub(crate) trait Column: Sized {
    /// Nothing when it cannot be that.
    fn of(cell: Value<'_>) -> Option<Self>;
}

impl Column for bool {
    fn of(cell: Value<'_>) -> Option<bool> {
        match cell {
            Value::Integer(it) => Some(it != 0),
            _ => None,
        }
    }
}

impl Column for String {
    fn of(cell: Value<'_>) -> Option<String> {
        match cell {
            Value::Text(it) => Some(it.to_owned()),
            _ => None,
        }
    }
}

impl Column for Vec<u8> {
    fn of(cell: Value<'_>) -> Option<Vec<u8>> {
        match cell {
            Value::Blob(it) => Some(it.to_owned()),
            _ => None,
        }
    }
}

impl<T: Column> Column for Option<T> {
    fn of(cell: Value<'_>) -> Option<Option<T>> {
        match cell {
            Value::Null => Some(None),
            cell => T::of(cell).map(Some),
        }
    }
}

impl Row<'_> {
    /// As it is kept.
    pub(crate) fn cell(&self, column: usize) -> Result<Value<'_>, SqlError> {
        match self {
            Row::Sqlite(row) => of_sqlite(row.get_ref(column)?, column),
            Row::Postgres(row) => of_postgres(row, column),
        }
    }

    pub(crate) fn get<T: Column>(&self, column: usize) -> Result<T, SqlError> {
        let cell = self.cell(column)?;
        T::of(cell).ok_or_else(|| SqlError::column(column, format!("{cell:?}")))
    }
}

fn of_sqlite(cell: rusqlite::types::ValueRef<'_>, column: usize) -> Result<Value<'_>, SqlError> {
    use rusqlite::types::ValueRef;
    match cell {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(it) => Ok(Value::Integer(it)),
        ValueRef::Text(it) => {
            str::from_utf8(it).map(Value::Text).map_err(|it| SqlError::column(column, it))
        }
        ValueRef::Blob(it) => Ok(Value::Blob(it)),
        ValueRef::Real(it) => Err(SqlError::column(column, it)),
    }
}

fn of_postgres(row: &postgres::Row, column: usize) -> Result<Value<'_>, SqlError> {
    let Some(kind) = row.columns().get(column).map(postgres::Column::type_) else {
        return Err(SqlError::column(column, "nothing"));
    };
    let integer = |it: Option<i64>| it.map(Value::Integer);
    let value = match *kind {
        Type::INT8 => integer(row.try_get(column)?),
        Type::INT4 => integer(row.try_get::<_, Option<i32>>(column)?.map(i64::from)),
        Type::INT2 => integer(row.try_get::<_, Option<i16>>(column)?.map(i64::from)),
        Type::BOOL => integer(row.try_get::<_, Option<bool>>(column)?.map(i64::from)),
        Type::TEXT => row.try_get::<_, Option<&str>>(column)?.map(Value::Text),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(column)?.map(Value::Blob),
        _ => return Err(SqlError::column(column, kind)),
    };
    Ok(value.unwrap_or(Value::Null))
}
