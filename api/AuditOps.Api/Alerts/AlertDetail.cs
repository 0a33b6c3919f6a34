using System.Diagnostics.CodeAnalysis;
using AuditOps.Api.Events;

namespace AuditOps.Api.Alerts;

/// <summary>One alert with everything that is known of it.</summary>
internal sealed record AlertDetail : AlertItem
{
    [SetsRequiredMembers]
    public AlertDetail(AlertItem item)
        : base(item)
    {
    }

    /// <summary>What the actor's alerts add up to now (see entities); null when the alert is about several actors.</summary>
    public double? EntityRisk { get; init; }
    public string? Description { get; init; }
    public DateTimeOffset WindowStart { get; init; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset WindowEnd { get; init; }

    /// <summary>The conditions that held for the first event.</summary>
    public IReadOnlyList<WhyItem> Why { get; init; } = [];

    /// <summary>Oldest first; the first twenty of event_count.</summary>
    public IReadOnlyList<EvidenceItem> Evidence { get; init; } = [];

    /// <summary>Of the first event, cut to 8 KiB. It stays when the event's own row is gone, but for alerts of correlations.</summary>
    public RawRecord? Snapshot { get; init; }
    public string? Runbook { get; init; }
    public IReadOnlyList<AttackItem> Attack { get; init; } = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<HistoryItem> History { get; init; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<PreviousItem> Previous { get; init; } = [];
    public AlertLinks Links { get; init; } = new(null, "");
}
