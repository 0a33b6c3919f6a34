namespace AuditOps.Simulator.Generation;

/// <summary>How much happens when: office hours by local time, quiet nights, quieter weekends. Averages 1 over a week.</summary>
internal static class Rhythm
{
    /// <summary>Five of these and two of the next average one.</summary>
    private const double Weekday = 1.28;

    private const double Weekend = 0.3;

    /// <summary>By local hour, in any unit: <see cref="Scale"/> makes their average 1.</summary>
    private static readonly double[] Hours =
    [
        0.14, 0.10, 0.08, 0.08, 0.10, 0.20, 0.45, 1.10, 2.10, 2.60, 2.60, 2.30,
        1.70, 2.20, 2.50, 2.30, 1.80, 1.10, 0.60, 0.40, 0.35, 0.28, 0.22, 0.70,
    ];

    private const double Scale = 24 / 26.0;

    /// <summary>Activity of somebody at this UTC time whose clock is offset by so many hours.</summary>
    public static double At(DateTime utc, double offsetHours)
    {
        var local = utc.AddHours(offsetHours);
        var hour = Hours[local.Hour];
        var next = Hours[(local.Hour + 1) % Hours.Length];
        var share = local.Minute / 60.0;
        var day = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? Weekend : Weekday;
        return ((hour * (1 - share)) + (next * share)) * day * Scale;
    }

    /// <summary>The highest value of <see cref="At"/>, for choosing people by rejection.</summary>
    public const double Most = 2.60 * Weekday * Scale;
}
