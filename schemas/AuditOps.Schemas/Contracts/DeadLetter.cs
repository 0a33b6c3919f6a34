namespace AuditOps.Schemas.Contracts;

/// <summary>A record that could not go on, with why and where. Value of <c>auditops.dead-letters.v1</c>.</summary>
public sealed record DeadLetter
{
    /// <summary>Deterministic: SHA-256/128 hex over stage, topic, partition, offset and key, so that a repeat is the same letter.</summary>
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    /// <summary>Logical source when known, else <see cref="Sources.Other"/>.</summary>
    public required string Source { get; init; }

    /// <summary>Where it stopped: import, collect, ingest, sink, notify.</summary>
    public required string Stage { get; init; }

    /// <summary>Closed set, see <see cref="DeadLetterCode"/>.</summary>
    public required DeadLetterCode Code { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Reason { get; init; }

    public string? Topic { get; init; }
    public int Partition { get; init; } = -1;
    public long Offset { get; init; } = -1;
    public string? Key { get; init; }

    /// <summary>File and line, or URL, of the input when there is one.</summary>
    public string? Origin { get; init; }

    public required DateTimeOffset FailedAt { get; init; }
    public required string Run { get; init; }

    /// <summary>Bytes of the input in full, of which <see cref="Payload"/> may hold only the first 64 KiB.</summary>
    public required long PayloadLength { get; init; }

    /// <summary>SHA-256 of the whole input, hex.</summary>
    public required string PayloadSha256 { get; init; }

    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>When the record was collected, where that is known; completeness counts the letter in that hour, else in the hour of <see cref="FailedAt"/>.</summary>
    public DateTimeOffset? CollectedAt { get; init; }
}
