using AuditOps.Api.Commands;

namespace AuditOps.Api.Alerts;

/// <summary>What a change of many alerts did, or would do.</summary>
internal sealed record BulkResult
{
    public required bool Preview { get; init; }

    /// <summary>Alerts that were found.</summary>
    public required int Matched { get; init; }

    /// <summary>Ids that name no alert that is visible to this API key.</summary>
    public required IReadOnlyList<string> NotFound { get; init; }

    /// <summary>Of a preview: the alerts, the worst first.</summary>
    public IReadOnlyList<AlertItem>? Items { get; init; }

    /// <summary>Of a preview that found something: send it with the change, and these alerts are changed and no others.</summary>
    public string? Selection { get; init; }

    /// <summary>Of a change.</summary>
    public int? Accepted { get; init; }

    /// <summary>Of a change: those that were rejected, each with the reason, and those whose verdict did not come in time.</summary>
    public IReadOnlyList<CommandAnswer>? Others { get; init; }
}
