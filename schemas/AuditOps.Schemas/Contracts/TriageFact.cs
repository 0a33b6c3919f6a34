namespace AuditOps.Schemas.Contracts;

/// <summary>The answer to a command, or a fact that people added. Value of auditops.triage.v1, key tenant/subject.</summary>
public sealed record TriageFact
{
    public required string Tenant { get; init; }
    public required string Subject { get; init; }

    /// <summary>Kind of the command it answers.</summary>
    public required string Kind { get; init; }
    public required string CommandId { get; init; }
    public bool Accepted { get; init; }

    /// <summary>Why it was rejected, as a closed code.</summary>
    public string? Code { get; init; }

    /// <summary>Why it was rejected, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Revision of the subject afterwards.</summary>
    public long Revision { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string By { get; init; }

    /// <summary>JSON of the fact; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
