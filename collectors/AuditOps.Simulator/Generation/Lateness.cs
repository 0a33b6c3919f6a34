namespace AuditOps.Simulator.Generation;

/// <summary>How long after the event a record can be fetched: minutes as a rule, hours sometimes, longer rarely (no upper bound is promised by either API).</summary>
internal static class Lateness
{
    /// <summary>Management Activity API: 5 to 25 minutes for most, up to two hours for some, up to three days for one in five thousand.</summary>
    public static TimeSpan Management(ref Dice dice)
    {
        var kind = dice.Unit();
        if (kind < 0.0002) return TimeSpan.FromHours(dice.Between(24, 72));
        if (kind < 0.01) return TimeSpan.FromHours(dice.Between(2, 12));
        return kind < 0.10 ? TimeSpan.FromMinutes(dice.Between(25, 120)) : TimeSpan.FromMinutes(dice.Between(1, 25));
    }

    /// <summary>Graph logs: one to five minutes for most, up to two hours for some, up to 24 hours for one in two thousand.</summary>
    public static TimeSpan Graph(ref Dice dice)
    {
        var kind = dice.Unit();
        if (kind < 0.0005) return TimeSpan.FromHours(dice.Between(3, 24));
        if (kind < 0.02) return TimeSpan.FromMinutes(dice.Between(15, 170));
        return kind < 0.2 ? TimeSpan.FromMinutes(dice.Between(3, 15)) : TimeSpan.FromSeconds(dice.Between(15, 180));
    }

    /// <summary>No record is later than this.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromHours(72);

    /// <summary>No Graph record is later than this.</summary>
    public static readonly TimeSpan MostGraph = TimeSpan.FromHours(24);
}
