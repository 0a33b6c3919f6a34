namespace AuditOps.Schemas.Contracts;

/// <summary>Something that changes what people see: a candidate from a rule, or a person's wish. Value of auditops.commands.v1, key tenant/subject.</summary>
public sealed record Command
{
    public required string Tenant { get; init; }

    /// <summary>What is to change: an alert id, a rule id, an event id.</summary>
    public required string Subject { get; init; }

    /// <summary>See CommandKinds; an unknown one is rejected with a verdict.</summary>
    public required string Kind { get; init; }

    /// <summary>Unique; a repeat is answered with the verdict of the first.</summary>
    public required string CommandId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Principal.</summary>
    public required string By { get; init; }

    /// <summary>Revision the command was made for; -1 for any.</summary>
    public long ExpectedRevision { get; init; } = -1;
    public AlertCandidate? Candidate { get; init; }

    /// <summary>JSON of a person's command; empty for a candidate.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
