namespace AuditOps.Collectors.Import;

/// <summary>Counts of one source. Always <c>Read = Published + Duplicates + DeadLettered</c>.</summary>
public sealed record ImportCounts
{
    public long Read => Published + Duplicates + DeadLettered;

    /// <summary>Acknowledged by Kafka.</summary>
    public long Published { get; set; }

    /// <summary>Same id and same bytes as a record before it in this run.</summary>
    public long Duplicates { get; set; }

    /// <summary>Published to the dead letters instead, with the reason.</summary>
    public long DeadLettered { get; set; }
}
