namespace AuditOps.Processors.Ingest.Dedupe;

/// <summary>One tenant's share of the index: a list of its entries, the one written longest ago first.</summary>
internal sealed class DedupeTenant(string name)
{
    public string Name { get; } = name;
    public int Count { get; set; }
    public int Oldest { get; set; } = -1;
    public int Newest { get; set; } = -1;

    /// <summary>The latest collection time seen, Unix milliseconds: the clock by which this tenant's entries expire.</summary>
    public long NewestMs { get; set; } = long.MinValue;

    /// <summary>Entries given up for want of room since they were last asked for.</summary>
    public long Evicted { get; set; }
}
