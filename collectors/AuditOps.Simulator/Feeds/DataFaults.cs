namespace AuditOps.Simulator.Feeds;

/// <summary>What is wrong with the records themselves, as shares of all of them.</summary>
internal sealed record DataFaults
{
    /// <summary>A record comes again in a later blob.</summary>
    public double RepeatedAcrossBlobs { get; init; }

    /// <summary>A record stands twice in its blob or page.</summary>
    public double RepeatedWithin { get; init; }

    /// <summary>A record is no JSON object.</summary>
    public double Malformed { get; init; }

    /// <summary>A record is an object of a kind nobody has seen: unknown numbers, nulls, numbers as text.</summary>
    public double Odd { get; init; }

    /// <summary>A blob is listed minutes after later ones are.</summary>
    public double ListedLate { get; init; }

    public static DataFaults Of(FaultProfile profile) => profile switch
    {
        FaultProfile.Mild => new() { RepeatedAcrossBlobs = 0.002, Odd = 0.0005, ListedLate = 0.002 },
        FaultProfile.Worst => new() { RepeatedAcrossBlobs = 0.02, RepeatedWithin = 0.01, Malformed = 0.002, Odd = 0.005, ListedLate = 0.03 },
        _ => new(),
    };
}
