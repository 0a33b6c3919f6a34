namespace AuditOps.Simulator;

/// <summary>All that goes wrong from now on.</summary>
public sealed record FaultPlan
{
    /// <summary>What happens by itself; also decides what is wrong with the records.</summary>
    public FaultProfile Profile { get; init; }

    /// <summary>What was asked for on top; the first that fits a call hits it.</summary>
    public IReadOnlyList<FaultRule> Rules { get; init; } = [];

    /// <summary>Permissions that are not granted: tenant id to permission names. Others are.</summary>
    public IReadOnlyDictionary<string, string[]> Withheld { get; init; } = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
}
