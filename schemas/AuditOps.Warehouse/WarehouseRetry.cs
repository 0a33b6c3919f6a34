namespace AuditOps.Warehouse;

/// <summary>What to do with an insert that failed.</summary>
public enum WarehouseRetry
{
    /// <summary>Send the same bytes with the same token again, after a pause.</summary>
    SameBytes,

    /// <summary>Split the batch; the single row that is still refused becomes a dead letter.</summary>
    SplitBatch,

    /// <summary>Stop: a person has to change something first.</summary>
    Stop,
}
