namespace AuditOps.Kafka.Transactions;

/// <summary>Options of a <see cref="TransactionalPublisher"/>.</summary>
public sealed record TransactionalPublisherOptions
{
    /// <summary>What only one process at a time may write under; a newer one fences the older.</summary>
    public required string TransactionalId { get; init; }

    /// <summary>Names the client to the broker.</summary>
    public required string ClientId { get; init; }

    /// <summary>Age at which Kafka aborts a transaction nobody ends. Default 60 s: a broker that restarts is back before.</summary>
    public TimeSpan TransactionTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a chunk, or finding the coordinator, is tried before it is given up. Default 2 min.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the chunk in hand is still tried once the caller was asked to stop. Default 15 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);
}
