using AuditOps.Processors.Ingest.Dedupe;
using AuditOps.Streams;

namespace AuditOps.Tests.Processors.Dedupe;

/// <summary>A changelog kept in a list.</summary>
internal sealed class RecordedChangelog : IChangelogWriter
{
    public List<(byte[] Key, byte[]? Value, long TimestampMs)> Records { get; } = [];

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestampMs) => Records.Add((key.ToArray(), value.ToArray(), timestampMs));

    public void Delete(ReadOnlySpan<byte> key, long timestampMs) => Records.Add((key.ToArray(), null, timestampMs));

    public DedupeStore RestoreInto(DedupeStore store)
    {
        foreach (var (key, value, at) in Records)
            store.Restore(key, value, value is null, at);
        return store;
    }
}
