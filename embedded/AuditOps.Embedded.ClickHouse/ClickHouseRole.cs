namespace AuditOps.Embedded.ClickHouse;

/// <summary>What a user of the embedded ClickHouse may do.</summary>
public enum ClickHouseRole
{
    /// <summary>The product itself: everything.</summary>
    Product,

    /// <summary>
    /// Whoever is at this machine, without a password: reads as a reader does, and over POST changes tables by plain statements. Never files, other servers, other people's
    /// queries or the system.
    /// </summary>
    Local,

    /// <summary>People and dashboards: one SELECT, SHOW, DESCRIBE or EXISTS at a time, within the reader limits.</summary>
    Reader,
}
