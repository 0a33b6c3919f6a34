namespace AuditOps.Streams;

/// <summary>Where a commit participant writes to.</summary>
public interface ICommitOutput
{
    /// <param name="topic">One of the topics named at <see cref="StreamsBuilder.Participant"/>.</param>
    /// <param name="key">Record key; decides the partition.</param>
    /// <param name="value">Record value.</param>
    /// <param name="timestampMs">Kafka timestamp, Unix milliseconds.</param>
    void Write<T>(Topic<T> topic, byte[] key, T value, long timestampMs);
}
