namespace AuditOps.Streams;

/// <summary>Spec of a <see cref="KeyValueStore{TKey,TValue}"/>.</summary>
/// <param name="Name">See <see cref="StoreSpec"/>.</param>
/// <param name="Keys">How keys are written; equal keys must have equal bytes.</param>
/// <param name="Values">How values are written.</param>
public sealed record KeyValueStoreSpec<TKey, TValue>(string Name, ISerde<TKey> Keys, ISerde<TValue> Values) : StoreSpec(Name)
    where TKey : notnull
{
    public override IStateStore Create(StoreContext context) => new KeyValueStore<TKey, TValue>(Name, Keys, Values);
}
