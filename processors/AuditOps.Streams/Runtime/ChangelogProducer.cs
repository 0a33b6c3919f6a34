using AuditOps.Streams.Runtime.Kafka;

namespace AuditOps.Streams.Runtime;

/// <summary>Turns a store's changes into records of its changelog.</summary>
internal sealed class ChangelogProducer(int partition) : IChangelogWriter
{
    private StoreSlot _slot = null!;
    private IKafkaSession _session = null!;

    /// <summary>Stands in where a store gives no time: that of the record last processed, so that a repeat writes the same.</summary>
    public long TimestampMs { get; set; }

    public void Write(StoreSlot slot, IKafkaSession session)
    {
        _slot = slot;
        _session = session;
        slot.Store.WriteChanges(this);
    }

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestampMs) => Produce(key, value.ToArray(), timestampMs);

    public void Delete(ReadOnlySpan<byte> key, long timestampMs) => Produce(key, null, timestampMs);

    private void Produce(ReadOnlySpan<byte> key, byte[]? value, long timestampMs) => _session.Produce(new OutgoingRecord(
        _slot.Changelog.Topic, key.ToArray(), value, null, timestampMs > 0 ? timestampMs : TimestampMs, partition, _slot.Delivered));
}
