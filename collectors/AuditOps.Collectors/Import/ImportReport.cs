namespace AuditOps.Collectors.Import;

/// <summary>How a run went.</summary>
public sealed record ImportReport
{
    public required string RunId { get; init; }

    public required ImportStatus Status { get; init; }

    public required ImportCounts Total { get; init; }

    public required IReadOnlyDictionary<string, ImportCounts> Sources { get; init; }

    public required IReadOnlyList<ImportFile> Files { get; init; }

    /// <summary>Distinct events of this run that can be queried, whether this run or an earlier one brought them; null when nobody waited for it.</summary>
    public long? Stored { get; init; }

    /// <summary>Those of <see cref="Stored"/> that were there before this run and are unchanged; null when nobody waited for it.</summary>
    public long? Known { get; init; }

    /// <summary>What the wait ended on when it did not end well.</summary>
    public string? WaitFailure { get; init; }
}

/// <summary>One input of a run.</summary>
/// <param name="Message">What a person should know of it; null when it is in order.</param>
/// <param name="IsCutShort">It could not be read to its end, or ends before its contents do.</param>
public sealed record ImportFile(string Name, long Read, string? Message, bool IsCutShort = false);

public enum ImportStatus
{
    Running,
    Done,
    Interrupted,
}
