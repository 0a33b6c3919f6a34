namespace AuditOps.Warehouse.Queries;

/// <summary>One row of <c>dead_letters</c> without its payload.</summary>
public sealed record DeadLetterRow
{
    public required string Id { get; init; }
    public required string Tenant { get; init; }
    public required string Source { get; init; }
    public required string Stage { get; init; }
    public required string Code { get; init; }
    public required string Reason { get; init; }
    public required string Topic { get; init; }
    public required int KafkaPartition { get; init; }
    public required long KafkaOffset { get; init; }
    public required string RecordKey { get; init; }
    public required string Origin { get; init; }
    public required DateTimeOffset FailedAt { get; init; }
    public required string Run { get; init; }
    public required long PayloadLength { get; init; }
    public required string PayloadSha256 { get; init; }
}
