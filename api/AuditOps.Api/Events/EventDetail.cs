using System.Diagnostics.CodeAnalysis;

namespace AuditOps.Api.Events;

/// <summary>One event with a record as collected and a list of every content it has had, newest first.</summary>
internal sealed record EventDetail : EventItem
{
    [SetsRequiredMembers]
    public EventDetail(EventItem item, string rawRevision, RawRecord raw, IReadOnlyList<RevisionItem> revisions)
        : base(item)
    {
        RawRevision = rawRevision;
        Raw = raw;
        Revisions = revisions;
    }

    /// <summary>Content hash of the revision that <see cref="Raw"/> shows.</summary>
    public string RawRevision { get; }

    public RawRecord Raw { get; }
    public IReadOnlyList<RevisionItem> Revisions { get; }
}
