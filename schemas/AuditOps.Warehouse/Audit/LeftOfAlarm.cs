namespace AuditOps.Warehouse.Audit;

/// <summary>What there is to be found of an hour that had an alarm.</summary>
internal sealed record LeftOfAlarm
{
    /// <summary>Events that the alarm named and that are there.</summary>
    public required long Named { get; init; }

    /// <summary>Sets of ids of the hour.</summary>
    public required long Sets { get; init; }
}
