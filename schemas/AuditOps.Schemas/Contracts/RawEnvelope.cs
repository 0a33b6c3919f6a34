namespace AuditOps.Schemas.Contracts;

/// <summary>One record as it was collected. Value of <c>auditops.raw.v1</c> and <c>auditops.raw-history.v1</c>; the payload bytes are never re-serialised.</summary>
public sealed record RawEnvelope
{
    /// <summary>Tenant slug, <c>[a-z0-9-]{1,63}</c>.</summary>
    public required string Tenant { get; init; }

    /// <summary>Logical source, for example <c>entra.audit</c>; see <see cref="Sources"/>.</summary>
    public required string Source { get; init; }

    /// <summary>The wire form of <see cref="Payload"/>.</summary>
    public required WireShape Shape { get; init; }

    /// <summary>The record's own id, or <c>sha256-128:</c> and 32 hex digits of the payload's hash when it has none.</summary>
    public required string RecordId { get; init; }

    /// <summary>When AuditOps fetched or read the record; milliseconds, UTC. Also the Kafka timestamp.</summary>
    public required DateTimeOffset CollectedAt { get; init; }

    /// <summary>The collector or import run that produced it.</summary>
    public required string Run { get; init; }

    /// <summary>When the service made the record available, where the protocol says so (Management API: contentCreated).</summary>
    public DateTimeOffset? AvailableAt { get; init; }

    /// <summary>The record's bytes, as they came.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }
}
