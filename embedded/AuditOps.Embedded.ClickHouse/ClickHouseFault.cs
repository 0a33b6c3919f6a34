namespace AuditOps.Embedded.ClickHouse;

/// <summary>Why the embedded ClickHouse could not start or carry on.</summary>
public enum ClickHouseFault
{
    /// <summary>An option is out of range.</summary>
    InvalidOptions,

    /// <summary>libchdb.so is missing or does not load.</summary>
    LibraryMissing,

    /// <summary>Another process, or another server in this process, holds the data directory.</summary>
    DataDirectoryInUse,

    /// <summary>The engine refused to start.</summary>
    EngineFailed,

    /// <summary>The address cannot be listened on.</summary>
    AddressInUse,

    /// <summary>A query failed; the exception carries ClickHouse's code.</summary>
    Query,
}
