using AuditOps.Engines.Correlation;

namespace AuditOps.Processors.Correlate;

/// <summary>The matches of one group, in order.</summary>
internal sealed class CorrelationGroup(UInt128 id, string tenant, string correlation, bool historical)
{
    public UInt128 Id { get; } = id;
    public string Tenant { get; } = tenant;
    public string Correlation { get; } = correlation;
    public bool Historical { get; } = historical;
    public List<CorrelationEntry> Entries { get; } = [];

    /// <summary>Place in the order of last use.</summary>
    public LinkedListNode<CorrelationGroup>? Use { get; set; }
}
