using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <summary>One record to be produced.</summary>
/// <param name="Topic">Where to.</param>
/// <param name="Key">Record key.</param>
/// <param name="Value">Record value; null for a tombstone.</param>
/// <param name="Headers">Record headers.</param>
/// <param name="TimestampMs">Kafka timestamp, Unix milliseconds.</param>
/// <param name="Partition">Explicit for changelogs; -1 lets the key decide.</param>
/// <param name="Delivered">Called with the record's offset when it is acknowledged, on a thread of the client, before the commit returns.</param>
internal readonly record struct OutgoingRecord(
    string Topic, byte[]? Key, byte[]? Value, Headers? Headers, long TimestampMs, int Partition = -1, Action<long>? Delivered = null);
