using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Risk;

/// <summary>How alerts add up to the risk of an actor.</summary>
public sealed record EntityRiskOptions
{
    /// <summary>What an alert adds, by severity from informational to critical. Default 1, 5, 20, 50, 100.</summary>
    public IReadOnlyList<double> Scores { get; init; } = [1, 5, 20, 50, 100];

    /// <summary>Time after which an alert counts half. Default 1 d.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Age at which an alert counts no more. Default 7 d, when it counts less than a hundredth.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Risk from which on the actor itself is an alert. Default 120: more than one critical alert, or three high ones within hours.</summary>
    public double Threshold { get; init; } = 120;

    /// <summary>An actor is one alert within one tumbling window of this length. Default 1 d.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(1);

    public double ScoreOf(AlertSeverity severity) => Scores[(int)severity];

    /// <summary>Every fault of these options; empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (Scores.Count != Enum.GetValues<AlertSeverity>().Length || Scores.Any(score => !double.IsFinite(score) || score < 0))
            faults.Add("Scores must be five numbers, none below 0");
        if (HalfLife <= TimeSpan.Zero)
            faults.Add("HalfLife must be above 0");
        if (Memory < HalfLife)
            faults.Add("Memory must not be less than HalfLife");
        if (!(Threshold > 0))
            faults.Add("Threshold must be above 0");
        if (Window <= TimeSpan.Zero)
            faults.Add("Window must be above 0");
        return faults;
    }
}
