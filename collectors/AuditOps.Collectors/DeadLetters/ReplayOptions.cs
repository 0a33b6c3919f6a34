namespace AuditOps.Collectors.DeadLetters;

/// <summary>Options of a replay.</summary>
public sealed record ReplayOptions
{
    /// <summary>Folder of records that were too large for a letter, by their SHA-256; null when there is none.</summary>
    public string? RejectedDirectory { get; init; }

    /// <summary>Names this replay in the audit facts.</summary>
    public required string Replay { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Who { get; init; }
}
