namespace AuditOps.Host.Bench;

/// <summary>What <c>auditops bench rules</c> measures.</summary>
internal sealed record RulesBenchOptions
{
    /// <summary>Folder of rules; null for the published rules beside the test data.</summary>
    public string? Rules { get; init; }

    /// <summary>Files of records, one JSON object a line; empty for the audit log, sign-ins and directory audits of the test data.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>How long each row is measured, in seconds of processor time. Default: 3.</summary>
    public int Seconds { get; init; } = 3;

    /// <summary>Seed of the generated rules. Default: 1.</summary>
    public int Seed { get; init; } = 1;
}
