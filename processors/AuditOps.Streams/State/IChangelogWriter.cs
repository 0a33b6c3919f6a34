namespace AuditOps.Streams;

/// <summary>Takes what a store has changed, in its transaction.</summary>
public interface IChangelogWriter
{
    /// <param name="key">Identifies the entry; the topic is compacted by it.</param>
    /// <param name="value">The entry's new value.</param>
    /// <param name="timestampMs">Unix milliseconds. Where the changelog also deletes by age (windowed stores), age counts from here.</param>
    void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestampMs);

    void Delete(ReadOnlySpan<byte> key, long timestampMs);
}
