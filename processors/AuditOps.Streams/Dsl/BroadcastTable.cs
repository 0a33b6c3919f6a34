namespace AuditOps.Streams;

/// <summary>A small compacted topic that every instance holds whole in memory, for joining reference data.</summary>
/// <param name="Name">Unique in the topology.</param>
/// <param name="Topic">The compacted topic.</param>
/// <param name="Keys">How keys are read.</param>
/// <param name="Values">How values are read.</param>
public sealed record BroadcastTable<TKey, TValue>(string Name, string Topic, ISerde<TKey> Keys, ISerde<TValue> Values) : TableSpec(Name, Topic)
    where TKey : notnull
{
    internal override Runtime.BroadcastContent CreateContent() => new Runtime.BroadcastContent<TKey, TValue>(this);
}

/// <summary>A broadcast table without its types.</summary>
public abstract record TableSpec(string Name, string Topic)
{
    internal abstract Runtime.BroadcastContent CreateContent();
}
