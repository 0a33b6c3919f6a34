namespace AuditOps.Api.Commands;

/// <summary>What became of a command.</summary>
internal sealed record CommandAnswer
{
    public required string CommandId { get; init; }
    public required string Tenant { get; init; }

    /// <summary>What it was meant to change: an alert id or a rule id.</summary>
    public required string Subject { get; init; }

    /// <summary>accepted, rejected or pending.</summary>
    public required string Outcome { get; init; }

    /// <summary>Revision of the subject afterwards; absent while pending.</summary>
    public long? Revision { get; init; }

    /// <summary>Why it was rejected: not_found, stale_revision, invalid_transition, invalid_body or unknown_kind.</summary>
    public string? Code { get; init; }

    /// <summary>The same for people.</summary>
    public string? Message { get; init; }
}
