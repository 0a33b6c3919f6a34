namespace AuditOps.Processors.Detect;

/// <summary>How much time rules may take.</summary>
public sealed record DetectOptions
{
    /// <summary>Time that all rules together may take for one record before each is timed alone; one that takes half of it alone is switched off. Default 250 ms.</summary>
    public TimeSpan RecordBudget { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Time that all rules together may take for a record on average over <see cref="MeanOver"/> records, likewise. Default 2 ms, a hundred times what is usual.</summary>
    public TimeSpan MeanBudget { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Records over which the average is taken. Default 2,000.</summary>
    public int MeanOver { get; init; } = 2_000;

    /// <summary>Shortest time between two looks for the rule that takes long. Default 10 s.</summary>
    public TimeSpan TrialPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Rules that may be switched off because of one record. Where more fail, the record is to blame, and it goes on without having been asked about. Default 3.</summary>
    public int MaxOffPerRecord { get; init; } = 3;

    /// <summary>Time between two looks whether rules have changed while no record comes. Default 100 ms.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Every fault of these options; empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (RecordBudget <= TimeSpan.Zero)
            faults.Add("RecordBudget must be above 0");
        if (MeanBudget <= TimeSpan.Zero)
            faults.Add("MeanBudget must be above 0");
        if (MeanOver < 1)
            faults.Add("MeanOver must be 1 or more");
        if (TrialPause < TimeSpan.Zero)
            faults.Add("TrialPause must not be below 0");
        if (MaxOffPerRecord < 1)
            faults.Add("MaxOffPerRecord must be 1 or more");
        if (LookEvery <= TimeSpan.Zero || LookEvery > TimeSpan.FromSeconds(10))
            faults.Add("LookEvery must lie between 0 and 10 s");
        return faults;
    }
}
