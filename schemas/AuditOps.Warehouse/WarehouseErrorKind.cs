namespace AuditOps.Warehouse;

/// <summary>What went wrong between AuditOps and ClickHouse.</summary>
public enum WarehouseErrorKind
{
    /// <summary>An option is wrong; nothing was sent.</summary>
    Configuration,

    /// <summary>No connection, or the connection broke before the answer was whole; whether an insert took effect is unknown.</summary>
    Unreachable,

    /// <summary>It took longer than the limit.</summary>
    Timeout,

    /// <summary>The server asks for patience: memory, parts, queries, read-only replica, shutting down.</summary>
    Overloaded,

    /// <summary>User, password or grants.</summary>
    AccessDenied,

    /// <summary>The server cannot take these bytes as rows; the same bytes never will be taken.</summary>
    RowRefused,

    /// <summary>A table, column or setting the product needs is not there.</summary>
    SchemaMismatch,

    /// <summary>The query itself is refused.</summary>
    BadQuery,

    /// <summary>The database was written by a newer version, or an applied migration is not the one this version knows.</summary>
    MigrationRefused,

    /// <summary>The answer is not what the protocol promises.</summary>
    BadAnswer,

    /// <summary>An error code that is in no other class.</summary>
    Server,
}
