using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Graph;

/// <summary>What one of Graph's logs is like.</summary>
/// <param name="Path">Below <c>/v1.0/</c>.</param>
/// <param name="TimeProperty">By which it is ordered and usually filtered.</param>
/// <param name="PageSize">When none is asked for.</param>
internal sealed record GraphLog(Feed Feed, string Path, string TimeProperty, int PageSize, string Permission, IReadOnlySet<string> Properties)
{
    /// <summary>More are never sent, whatever <c>$top</c> says.</summary>
    public const int MostOnPage = 1_000;
}
