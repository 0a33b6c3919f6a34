namespace AuditOps.Streams;

/// <summary>A broadcast table for reading. It changes under the reader: two look-ups may see two states.</summary>
public interface ITable<TKey, TValue>
    where TKey : notnull
{
    bool TryGet(TKey key, out TValue value);

    /// <summary>All entries at this moment; a copy that is shared until the table changes.</summary>
    IReadOnlyDictionary<TKey, TValue> Snapshot { get; }
}
