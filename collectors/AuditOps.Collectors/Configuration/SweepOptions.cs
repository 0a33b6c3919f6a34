namespace AuditOps.Collectors.Configuration;

/// <summary>Reads a longer stretch again, for records that the service made available late.</summary>
public sealed record SweepOptions
{
    /// <summary>How often. Measured on the clock and on the times of the records: whichever comes first.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>How far back from the newest record known.</summary>
    public TimeSpan Reach { get; init; }
}
