using System.Text.Json.Serialization;
using AuditOps.Engines.Replay;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Host.Bench;

/// <summary>Alerts over time in which nobody attacks.</summary>
/// <param name="name">Which set of seeds.</param>
/// <param name="seeds">The seeds.</param>
/// <param name="days">Days that count, for each seed.</param>
internal sealed class QuietScore(string name, IReadOnlyList<ulong> seeds, int days)
{
    private const double Unit = 100_000;

    private readonly Dictionary<(string Title, AlertSeverity Severity), int> _rules = [];

    public string Name => name;

    public IReadOnlyList<ulong> Seeds => seeds;

    public int Days => days;

    public long Events { get; private set; }

    public int Alerts { get; private set; }

    public int High { get; private set; }

    /// <summary>Attacks played after the quiet time.</summary>
    public int Attacks { get; private set; }

    public int AttacksFound { get; private set; }

    /// <summary>Names of operations in the rules.</summary>
    public int Named { get; set; }

    /// <summary>Those of them that something in the quiet time fitted.</summary>
    public int Occurred { get; set; }

    public double AlertsPer100k => Math.Round(Alerts * Unit / Math.Max(1, Events), 2);

    public double HighPer100k => Math.Round(High * Unit / Math.Max(1, Events), 2);

    [JsonIgnore]
    public IEnumerable<(string Title, AlertSeverity Severity, int Count)> Rules =>
        _rules.OrderByDescending(static rule => rule.Value).ThenBy(static rule => rule.Key.Title, StringComparer.Ordinal).Select(static rule => (rule.Key.Title, rule.Key.Severity, rule.Value));

    public void Add(int events, IReadOnlyCollection<ReplayFinding> alerts, int attacks, int found)
    {
        Events += events;
        Alerts += alerts.Count;
        High += alerts.Count(static alert => alert.Severity >= AlertSeverity.High);
        Attacks += attacks;
        AttacksFound += found;
        foreach (var alert in alerts)
            _rules[(alert.Title, alert.Severity)] = _rules.GetValueOrDefault((alert.Title, alert.Severity)) + 1;
    }
}
