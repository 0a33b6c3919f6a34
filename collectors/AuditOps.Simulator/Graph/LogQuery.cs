using System.Globalization;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Generation;
using AuditOps.Simulator.Graph.OData;

namespace AuditOps.Simulator.Graph;

/// <summary>What a call asks of a log.</summary>
internal sealed record LogQuery
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase) { "$filter", "$top", "$orderby", "$skiptoken", "$count", "$select" };

    public required TimeBounds Bounds { get; init; }

    /// <summary>What is left of the filter beside the bounds; null when nothing is.</summary>
    public ODataNode? Filter { get; init; }

    public required int Top { get; init; }

    public bool OldestFirst { get; init; }

    public SkipToken? After { get; init; }

    /// <summary>Whose skip tokens are accepted: of this tenant and log.</summary>
    public required ulong Owner { get; init; }

    /// <summary>For a page that holds nothing and says where to go on.</summary>
    public SkipToken SamePlace(DateTime now)
    {
        if (After is { } after) return after with { Issued = now.Ticks, Empty = true };
        return OldestFirst ? new SkipToken(0, 0, now.Ticks, true) : new SkipToken(DateTime.MaxValue.Ticks, ulong.MaxValue, now.Ticks, true);
    }

    /// <exception cref="ODataException">The service would refuse it.</exception>
    public static LogQuery Of(IQueryCollection query, GraphLog log, Tenant tenant, DateTime now)
    {
        foreach (var name in query.Keys)
        {
            if (name.StartsWith('$') && !Known.Contains(name)) throw new ODataException($"The query parameter '{name}' is not supported.");
        }

        var text = query["$filter"].ToString();
        var filter = text.Length > 0 ? ODataParser.Parse(text, log.Properties) : null;
        var bounds = TimeBounds.Of(filter, log.TimeProperty, out var isAll);
        var owner = Mix.Of(tenant.Org.Seed, (ulong)log.Feed, 0x5B);
        var token = query["$skiptoken"].ToString();
        return new LogQuery
        {
            Bounds = bounds,
            Filter = isAll ? null : filter,
            Top = TopOf(query["$top"].ToString(), log),
            OldestFirst = IsOldestFirst(query["$orderby"].ToString(), log),
            Owner = owner,
            After = token.Length == 0 ? null : SkipToken.Parse(token, owner, now) ?? throw new ODataException("Skip token is invalid or has expired."),
        };
    }

    private static int TopOf(string text, GraphLog log)
    {
        if (text.Length == 0) return log.PageSize;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) || top < 1) throw new ODataException($"Invalid value '{text}' for $top query option found.");
        return Math.Min(top, GraphLog.MostOnPage);
    }

    private static bool IsOldestFirst(string text, GraphLog log)
    {
        if (text.Length == 0) return false;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts[0] != log.TimeProperty || parts.Length > 2) throw new ODataException($"Ordering by '{text}' is not supported.");
        return parts.Length == 1 || parts[1] == "asc" || (parts[1] != "desc" ? throw new ODataException($"Ordering by '{text}' is not supported.") : false);
    }
}
