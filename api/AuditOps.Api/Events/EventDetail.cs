using System.Diagnostics.CodeAnalysis;

namespace AuditOps.Api.Events;

/// <summary>One event with its record as collected and every content it has had, newest first.</summary>
internal sealed record EventDetail : EventItem
{
    [SetsRequiredMembers]
    public EventDetail(EventItem item, RawRecord raw, IReadOnlyList<RevisionItem> revisions)
        : base(item)
    {
        Raw = raw;
        Revisions = revisions;
    }

    public RawRecord Raw { get; }
    public IReadOnlyList<RevisionItem> Revisions { get; }
}
