namespace AuditOps.Warehouse.Audit;

/// <summary>An hour of events in which fewer are left than ever came.</summary>
internal sealed record DifferingHour
{
    public required DateTimeOffset Hour { get; init; }
}
