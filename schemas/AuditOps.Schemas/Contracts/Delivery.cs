namespace AuditOps.Schemas.Contracts;

/// <summary>
/// One step of one notification to one target. Value of auditops.deliveries.v1, key tenant/deliveryId, so that all steps of a delivery lie in one partition in their order:
/// the topic is both the outbox and the log. What is planned and neither delivered nor dead in the same round is to be sent.
/// </summary>
public sealed record Delivery
{
    public required string Tenant { get; init; }

    /// <summary>The same for every attempt, and the same again if the alert is processed once more: receivers drop what they know.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>Name of the target in the configuration of notifications.</summary>
    public required string Target { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>See <see cref="DeliveryTriggers"/>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Empty for what is not about an alert.</summary>
    public required string AlertId { get; init; }

    /// <summary>Of the alert.</summary>
    public long Revision { get; init; }

    /// <summary>Of the alert.</summary>
    public required string RuleId { get; init; }
    public required AlertSeverity Severity { get; init; }

    /// <summary>0 at first; who asks for a repeat plans it again under a higher number.</summary>
    public long Round { get; init; }

    /// <summary>Attempts made in this round.</summary>
    public int Attempt { get; init; }

    /// <summary>When this step was taken.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was planned in this round; limits of age count from here.</summary>
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>Not before then; null where no further attempt is due.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Short name of the outcome of the last attempt, for example http_503; null before one.</summary>
    public string? Code { get; init; }

    /// <summary>The same in a sentence, without secrets.</summary>
    public string? Message { get; init; }

    /// <summary>Who asked for it; the name of the part of AuditOps otherwise.</summary>
    public required string By { get; init; }

    /// <summary>In a planned step the alert in Avro as it was then, so that nothing else is needed to send it; empty in all others.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }
}
