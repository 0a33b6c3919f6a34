using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>Many alerts of one severity told in one message: how many, of which rules, and the first of them.</summary>
public sealed record AlertDigest
{
    /// <summary>Alerts that a digest shows one by one.</summary>
    public const int MostShown = 4;

    /// <summary>Rules and tenants that a digest names; the rest is counted.</summary>
    public const int MostNamed = 5;

    public required AlertSeverity Severity { get; init; }

    /// <summary>Messages that this one stands for.</summary>
    public required int Count { get; init; }

    /// <summary>When the first of them was made.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When the last of them was made.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Names of rules with the number of their messages, most first.</summary>
    public required IReadOnlyList<(string Name, int Count)> Rules { get; init; }

    /// <summary>Tenants with the number of their messages, most first.</summary>
    public required IReadOnlyList<(string Name, int Count)> Tenants { get; init; }

    /// <summary>The first of the alerts.</summary>
    public required IReadOnlyList<Alert> Shown { get; init; }

    public string Heading => $"[{AlertNames.Of(Severity).ToUpperInvariant()}] {Count} alerts, told together";

    public string Message => $"More came than are told one by one: {Count} between {Time(From)} and {Time(To)}.";

    /// <summary>The names with most, each on a line of its own, and how many there are besides.</summary>
    public static IEnumerable<(string Name, int Count)> Most(IReadOnlyList<(string Name, int Count)> names)
    {
        foreach (var one in names.Take(MostNamed))
            yield return one;
        if (names.Count > MostNamed)
            yield return ($"{names.Count - MostNamed} others", names.Skip(MostNamed).Sum(one => one.Count));
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
