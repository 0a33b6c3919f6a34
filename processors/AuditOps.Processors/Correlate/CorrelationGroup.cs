using AuditOps.Engines.Correlation;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Correlate;

/// <summary>The matches of one group, in order; an event stands in it once for each rule, whatever versions of it come.</summary>
internal sealed class CorrelationGroup(UInt128 id, string tenant, string correlation, bool historical)
{
    private readonly Dictionary<(string Source, string EventId, string Step), CorrelationEntry> _byEvent = [];

    public UInt128 Id { get; } = id;
    public string Tenant { get; } = tenant;
    public string Correlation { get; } = correlation;
    public bool Historical { get; } = historical;
    public List<CorrelationEntry> Entries { get; } = [];

    /// <summary>The plan that the entries have been fitted to; null where that has to be done anew.</summary>
    public CorrelationPlan? Plan { get; set; }

    /// <summary>Newest version of the rule that matches were made for.</summary>
    public long Version { get; set; }

    /// <summary>When the first match of that version came, by the clock on the wall, in ticks.</summary>
    public long VersionCame { get; set; }

    /// <summary>When the last match came, by the clock on the wall, in ticks; 0 where that is not known.</summary>
    public long LastCame { get; set; }

    /// <summary>Place in the order of last use.</summary>
    public LinkedListNode<CorrelationGroup>? Use { get; set; }

    public CorrelationEntry? Find(Match match) => _byEvent.GetValueOrDefault(KeyOf(match));

    /// <summary>Place of the entry; below 0, the complement of where it belongs.</summary>
    public int PlaceOf(CorrelationEntry entry) => Entries.BinarySearch(entry, CorrelationOrder.Instance);

    public void Insert(CorrelationEntry entry)
    {
        Entries.Insert(~PlaceOf(entry), entry);
        _byEvent[KeyOf(entry.Match)] = entry;
        if (entry.Match.CorrelationVersion > Version)
            (Version, VersionCame) = (entry.Match.CorrelationVersion, entry.Arrived);
    }

    public void RemoveAt(int at)
    {
        _byEvent.Remove(KeyOf(Entries[at].Match));
        Entries.RemoveAt(at);
    }

    private static (string, string, string) KeyOf(Match match) => (match.Event.Source, match.Event.EventId, match.Step);
}
