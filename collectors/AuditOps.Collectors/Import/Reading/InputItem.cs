using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>One record of an input, or one stretch of it that is none.</summary>
internal readonly record struct InputItem
{
    /// <summary>The record's bytes, or the first bytes of what was rejected. Valid until the next read.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    public required long Offset { get; init; }

    public required long Line { get; init; }

    /// <summary>Why it is not a record; <see cref="DeadLetterCode.Unspecified"/> for a record.</summary>
    public DeadLetterCode Code { get; init; }

    public string Reason { get; init; }

    /// <summary>Bytes in full; more than <see cref="Bytes"/> holds only for what was rejected.</summary>
    public long Length { get; init; }

    /// <summary>SHA-256 of all bytes in hex, for what was rejected.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The header line that belongs to a CSV row.</summary>
    public ReadOnlyMemory<byte> CsvHeader { get; init; }

    public bool IsRecord => Code == DeadLetterCode.Unspecified;
}
