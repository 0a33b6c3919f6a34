namespace AuditOps.Embedded.ClickHouse;

/// <summary>What a user of the embedded ClickHouse may do.</summary>
public enum ClickHouseRole
{
    /// <summary>The product itself: everything.</summary>
    Product,

    /// <summary>People and dashboards: one SELECT, SHOW, DESCRIBE or EXISTS at a time, within the reader limits.</summary>
    Reader,
}
