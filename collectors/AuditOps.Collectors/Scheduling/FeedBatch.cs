using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Scheduling;

/// <summary>What one answer, or a part of it, adds to the log.</summary>
internal sealed class FeedBatch
{
    /// <summary>Records of one submission, at most: what a transaction holds.</summary>
    public const int MostRecords = Publishing.RecordPublisher.MaxChunkRecords;

    /// <summary>Bytes of one submission, a large record more or less.</summary>
    public const long MostBytes = 16 << 20;

    public List<RawEnvelope> Records { get; } = [];

    public List<DeadLetter> Letters { get; } = [];

    /// <summary>Other records that go into the same transaction, by topic: posture objects.</summary>
    public List<(string Topic, byte[] Key, byte[]? Value)> Others { get; } = [];

    public List<(RecordMark Mark, DateTimeOffset Time)> Marks { get; } = [];

    public int Duplicates { get; set; }

    public int Late { get; set; }

    /// <summary>Newest time of all records of the answer, duplicates included.</summary>
    public DateTimeOffset? Newest { get; set; }

    public long Bytes { get; set; }

    public int Count => Records.Count + Letters.Count + Others.Count;

    public bool IsFull => Count >= MostRecords || Bytes >= MostBytes;
}
