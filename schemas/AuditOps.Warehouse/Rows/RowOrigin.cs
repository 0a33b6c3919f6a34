namespace AuditOps.Warehouse.Rows;

/// <summary>
/// The place on its topic that a row came from: what a repeat is known by.
/// </summary>
/// <param name="Epoch">Tells the offsets of a topic from those of an earlier topic of the same name, which began at zero as well.</param>
public readonly record struct RowOrigin(long Epoch, int Partition, long Offset)
{
    /// <summary>A row that no topic knows of.</summary>
    public static RowOrigin None { get; } = new(0, -1, -1);
}
